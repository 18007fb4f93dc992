import { parentPort, workerData } from "node:worker_threads";
import { Arrivals } from "./arrivals.ts";
import type { ToWriter, WriterData } from "./job.ts";
import { Writer } from "./writer.ts";

// The one writer of a process. Jobs that arrive while a batch is written belong to it; those that
// arrive while it syncs wait in the port and form the next batch together.

if (parentPort === null) throw new Error("writer-thread is the code of a worker thread");
const port = parentPort;
const { file, inode } = workerData as WriterData;
const writer = new Writer(file, inode);
const arrivals = new Arrivals(port);

port.on("message", (message: ToWriter) => {
  arrivals.take(message);
  for (let batch = arrivals.batch(); batch.length > 0; batch = arrivals.batch()) {
    port.postMessage(writer.write(batch, () => arrivals.more()));
  }
  if (arrivals.over) {
    writer.close();
    port.close();
  }
});
