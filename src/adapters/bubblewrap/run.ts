import { LegateError } from "../../ports/failure.ts";
import type { SandboxOutcome, SandboxRunOptions } from "../../ports/sandbox.ts";
import { BoundedBytes } from "./bounded-bytes.ts";
import { type BwrapSetup, startBwrap } from "./bwrap-process.ts";
import { ConfinedProcess, type Ending, KILLED } from "./confined-process.ts";

export interface ConfinedCommand {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly graceMs?: number;
  readonly maxOutputBytes: number;
  readonly stdin?: Uint8Array;
}

/** Beyond it (24 days) a timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const DEFAULT_GRACE_MS = 2_000;

/**
 * Runs one command under `options` (bubblewrap's) and resolves when its whole process tree is gone.
 * Rejects with `sandbox-unavailable` when the sandbox could not be built; then the command did not run.
 */
export async function runConfined(
  setup: BwrapSetup,
  options: readonly string[],
  command: ConfinedCommand,
  { signal, onOutput }: SandboxRunOptions = {},
): Promise<SandboxOutcome> {
  const startedAt = performance.now();
  const output = {
    stdout: new BoundedBytes(command.maxOutputBytes),
    stderr: new BoundedBytes(command.maxOutputBytes),
  };
  const finish = (how: Pick<SandboxOutcome, "ending" | "exitCode">): SandboxOutcome => ({
    ...how,
    stdout: output.stdout.finish(),
    stderr: output.stderr.finish(),
    durationMs: performance.now() - startedAt,
  });
  if (signal?.aborted) return finish({ ending: "aborted", exitCode: KILLED });

  const bwrap = await startBwrap(setup, options, command.argv, command.stdin);
  const running = new ConfinedProcess(bwrap, setup.admit);
  const graceMs = Math.min(command.graceMs ?? DEFAULT_GRACE_MS, LONGEST_TIMER_MS);
  const abort = () => running.stop("aborted", graceMs);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort(); // while it was being started
  const timer = setTimeout(() => running.stop("timed-out"), Math.min(command.timeoutMs, LONGEST_TIMER_MS));
  const listening = listen();
  try {
    const ending = await running.ended;
    if (listening.problem !== undefined) throw listening.problem.error;
    if (ending.kind === "not-started") throw couldNotConfine(output.stderr.finish().bytes);
    return finish(outcomeOf(ending));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }

  /** A listener that throws ends the command, and its error is what `run` rejects with. */
  function listen(): { problem?: { readonly error: unknown } } {
    const heard: { problem?: { readonly error: unknown } } = {};
    for (const name of ["stdout", "stderr"] as const) {
      bwrap[name].on("data", (chunk: Buffer) => {
        output[name].push(chunk);
        try {
          if (heard.problem === undefined) onOutput?.(chunk, name);
        } catch (error) {
          heard.problem = { error };
          running.stop("aborted");
        }
      });
    }
    return heard;
  }
}

/** A code of 128 + n is read as "ended by signal n", as shells mean it; a command can also return it. */
function outcomeOf(
  ending: Exclude<Ending, { kind: "not-started" }>,
): Pick<SandboxOutcome, "ending" | "exitCode"> {
  if (ending.kind === "stopped") return { ending: ending.by, exitCode: ending.exitCode };
  const signalled = ending.exitCode > 128 && ending.exitCode <= 128 + 64;
  return { ending: signalled ? "signalled" : "exited", exitCode: ending.exitCode };
}

function couldNotConfine(stderr: Uint8Array): LegateError {
  const said = Buffer.from(stderr).toString("utf8").trim().slice(0, 500);
  return new LegateError(
    "sandbox-unavailable",
    `The sandbox could not be built and the command was not started: ${said || "bubblewrap said nothing"}. Run \`legate doctor\`.`,
    { details: { said } },
  );
}
