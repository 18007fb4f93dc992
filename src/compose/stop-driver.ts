import { setTimeout as pause } from "node:timers/promises";
import { isRunning, killProcess, type ProcessIdentity } from "../adapters/unix-socket/process-identity.ts";
import { LegateError } from "../ports/failure.ts";
import { askDriver, type FoundDriver, SILENCE_MS } from "./ask-driver.ts";
import { logLine } from "./driver-log.ts";
import { signedDriver } from "./driver-signature.ts";

export interface StopOptions {
  /** For its log. */
  readonly why: string;
  /** How long it has to hand its workers back. @default 30000 */
  readonly timeoutMs?: number;
  /** @default 20000 */
  readonly silenceMs?: number;
  /** Somebody has waited for its answer already: it is killed without asking once more. @default false */
  readonly hangs?: boolean;
}

/** What became of the driver process of a state directory. */
export type Stopped =
  | { readonly state: "none" }
  /** `killed`: it hung, and was not asked. */
  | { readonly state: "stopped" | "killed"; readonly pid: number; readonly workers: number };

const LOOK_EVERY_MS = 25;
const SILENT: FoundDriver = { state: "silent" };

/**
 * Ends the driver process: its workers are handed back, cut short where a command is under way, and it is
 * gone when this resolves. One that hangs is killed. Rejects with `timed-out` when it needs longer, and
 * with `not-allowed-now` when it answers but cannot be seen from here.
 */
export async function stopDriverProcess(stateDir: string, options: StopOptions): Promise<Stopped> {
  const { why, timeoutMs = 30_000, silenceMs = SILENCE_MS } = options;
  const found = options.hangs ? SILENT : await askDriver(stateDir, [], Math.min(silenceMs, timeoutMs));
  const running = (await signedDriver(stateDir))?.process;
  if (running === undefined && found.state === "absent") return { state: "none" };
  if (running === undefined) throw unseen(stateDir);
  const hangs = found.state === "silent";
  if (hangs && timeoutMs < silenceMs) throw late(running, timeoutMs);
  logLine(stateDir, hangs ? `killed, because it hangs: ${why}` : `asked to stop: ${why}`);
  killProcess(running, hangs ? "SIGKILL" : "SIGTERM");
  await gone(running, timeoutMs);
  const workers = found.state === "answers" ? (found.says?.workers ?? 0) : 0;
  return { state: hangs ? "killed" : "stopped", pid: running.pid, workers };
}

async function gone(running: ProcessIdentity, timeoutMs: number): Promise<void> {
  for (let waited = 0; isRunning(running); waited += LOOK_EVERY_MS) {
    if (waited >= timeoutMs) throw late(running, timeoutMs);
    await pause(LOOK_EVERY_MS);
  }
}

function unseen(stateDir: string): LegateError {
  return new LegateError(
    "not-allowed-now",
    `A driver has ${stateDir}, but its process cannot be seen from here (another container?); stop it where it runs.`,
  );
}

function late({ pid }: ProcessIdentity, timeoutMs: number): LegateError {
  return new LegateError(
    "timed-out",
    `The driver process ${pid} is still there after ${timeoutMs} ms. Ask again with a longer --timeout, or end it: kill -9 ${pid}.`,
    { details: { pid } },
  );
}
