import { connectTo } from "./connect.ts";
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
  const socket = await connectTo(directory, name).catch(() => undefined);
  if (socket === undefined) return { state: "absent" };
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
