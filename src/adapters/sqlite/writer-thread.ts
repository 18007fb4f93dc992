import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Job, ToWriter, WriterData } from "./job.ts";
import { Writer } from "./writer.ts";

// The one writer of a process. Jobs that arrive while a batch syncs wait in the port and form the
// next batch together.
const MOST_JOBS_PER_BATCH = 200;

if (parentPort === null) throw new Error("writer-thread is the code of a worker thread");
const port = parentPort;
const { file, inode } = workerData as WriterData;
const writer = new Writer(file, inode);
let waiting: Job[] = [];

port.on("message", (message: ToWriter) => {
  let open = take(message);
  while (waiting.length > 0) {
    port.postMessage(writer.write(waiting.splice(0, MOST_JOBS_PER_BATCH)));
    for (let more = next(); more !== undefined; more = next()) open = take(more) && open;
  }
  if (!open) {
    writer.close();
    port.close();
  }
});

function next(): ToWriter | undefined {
  return receiveMessageOnPort(port)?.message;
}

/** False when this was the last message. */
function take(message: ToWriter): boolean {
  if (message === "close") return false;
  waiting = waiting.length === 0 ? [...message] : [...waiting, ...message];
  return true;
}
