import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { connectTo, isBusy } from "./connect.ts";
import { onLines, sendLine } from "./lines.ts";

/** What came of a question. The kernel takes connections also for a process that is stopped or stuck. */
export type Asked =
  | { readonly state: "answers"; readonly answer: unknown }
  | { readonly state: "absent" }
  | { readonly state: "silent" };

/** As in `WatchedDriver`: our own standing still is no silence of theirs. */
const LOOKS = 8;

/** Asks whoever listens on the socket `name`, and waits for an answer at most `silenceMs`. */
export async function ask(
  directory: string,
  name: string,
  question: Readonly<Record<string, unknown>>,
  silenceMs: number,
): Promise<Asked> {
  const socket = await reached(directory, name, silenceMs);
  if (typeof socket === "string") return { state: socket };
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Asked>((resolve) => {
      onLines(socket, (answer) => resolve({ state: "answers", answer }));
      // Also after an error: a driver that closes may reset connections, and is on its way out by itself.
      socket.once("close", () => resolve({ state: "absent" }));
      timer = setInterval(() => ++looks >= LOOKS && resolve({ state: "silent" }), silenceMs / LOOKS);
      sendLine(socket, { ping: true, ...question });
    });
  } finally {
    clearInterval(timer);
    socket.destroy();
  }
}

/** Who has more callers waiting than the kernel holds is there, and busy; or hangs, when that does not pass. */
async function reached(
  directory: string,
  name: string,
  silenceMs: number,
): Promise<Socket | "absent" | "silent"> {
  for (let looks = 0; ; looks += 1) {
    try {
      return (await connectTo(directory, name)) ?? "absent";
    } catch (error) {
      if (!isBusy(error)) return "absent";
      if (looks >= LOOKS) return "silent";
      await pause(silenceMs / LOOKS);
    }
  }
}
