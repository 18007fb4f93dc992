import { constants } from "node:os";
import type { BwrapProcess } from "./bwrap-process.ts";

/** What a shell says of a process that SIGKILL ended. */
export const KILLED = 128 + constants.signals.SIGKILL;

/**
 * The exit code, once all output was read. Not the child's own `close` event: that never comes when we
 * closed the channel of an outlet before the child ended.
 */
export async function exitCodeOf({ child, stdout, stderr }: BwrapProcess): Promise<number> {
  const exited = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? KILLED)));
  const read = [stdout, stderr].map((stream) => new Promise((resolve) => stream.once("close", resolve)));
  const [exitCode] = await Promise.all([exited, ...read]);
  return exitCode;
}
