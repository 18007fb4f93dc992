import type { DriverId, WorkerId } from "../../core/ids.ts";
import type { LiveEvent } from "../../ports/presence.ts";
import { connectTo } from "./connect.ts";
import { onLines, sendLine } from "./lines.ts";
import { socketName } from "./socket-path.ts";

/** Live events of one worker from the driver that holds it, until that goes away or `signal` aborts. */
export async function* follow(
  directory: string,
  driver: DriverId,
  worker: WorkerId,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent> {
  const socket = await connectTo(directory, socketName(driver)).catch(() => undefined);
  if (socket === undefined) return;
  const waiting: LiveEvent[] = [];
  let wake = Promise.withResolvers<void>();
  let over = signal.aborted;
  const end = () => {
    over = true;
    wake.resolve();
  };
  signal.addEventListener("abort", end);
  socket.on("close", end);
  onLines(socket, (event) => {
    waiting.push(event as LiveEvent);
    wake.resolve();
  });
  sendLine(socket, { follow: worker });
  try {
    while (!over || waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    signal.removeEventListener("abort", end);
    socket.destroy();
  }
}
