import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectTo } from "../adapters/unix-socket/connect.ts";
import { onLines, sendLine } from "../adapters/unix-socket/lines.ts";

/** The kernel still takes connections for a process that is stopped or stuck: only an answer shows that it lives. */
export type DriverState = "answers" | "absent" | "silent";

/** Asks whoever listens on the socket `name`, and waits for an answer at most `silenceMs`. */
export async function askDriver(stateDir: string, name: string, silenceMs: number): Promise<DriverState> {
  const socket = await connectTo(stateDir, name).catch(() => undefined);
  if (socket === undefined) return "absent";
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise<DriverState>((resolve) => {
      onLines(socket, () => resolve("answers"));
      // Also after an error: a driver that closes may reset connections, and is on its way out by itself.
      socket.once("close", () => resolve("absent"));
      late = setTimeout(() => resolve("silent"), silenceMs);
      sendLine(socket, { ping: true });
    });
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

/** Remembers which process is the driver, so that it can be ended when it does not answer any more. */
export async function signAsDriver(stateDir: string): Promise<void> {
  const self = { pid: process.pid, born: await birthOf(process.pid) };
  await writeFile(pidFile(stateDir), JSON.stringify(self), { mode: 0o600 });
}

/**
 * Kills a driver that hangs, and with it, since they die with their parent, its workers' commands.
 * Answers false when the process that signed is not there any more: a number is given again, so its
 * birth must fit too.
 */
export async function endHungDriver(stateDir: string): Promise<boolean> {
  const signed = JSON.parse(
    await readFile(pidFile(stateDir), "utf8").catch(() => "null"),
  ) as Signature | null;
  if (signed === null || signed.born === undefined || (await birthOf(signed.pid)) !== signed.born)
    return false;
  process.kill(signed.pid, "SIGKILL");
  return true;
}

interface Signature {
  readonly pid: number;
  readonly born?: string;
}

function pidFile(stateDir: string): string {
  return join(stateDir, "driver.pid");
}

/** When a process began, in the kernel's ticks since it started itself; nothing when there is no such process. */
async function birthOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses, and may hold anything.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
