import type { CommandLimit, CommandLimits } from "../../core/worker/command-limits.ts";
import { LegateError } from "../../ports/failure.ts";
import type { LimitHit, Outlet, SandboxOutcome, SandboxRunOptions } from "../../ports/sandbox.ts";
import { type BwrapProcess, type BwrapSetup, startBwrap } from "./bwrap-process.ts";
import { checkMounted } from "./check-mounted.ts";
import { CommandOutput } from "./command-output.ts";
import { ConfinedProcess, type Ending } from "./confined-process.ts";
import { KILLED } from "./exit-code.ts";
import type { HeldCommand, LimitKeeper } from "./hold-command.ts";
import type { PlacedMount } from "./profile.ts";
import { watchUsage } from "./usage-watch.ts";

export interface ConfinedCommand {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly graceMs?: number;
  readonly maxOutputBytes: number;
  readonly stdin?: Uint8Array;
  /** What is in force, complete. */
  readonly limits: CommandLimits;
  readonly outlet?: Outlet;
  /** What is looked at again before it begins. @default nothing */
  readonly mounts?: readonly PlacedMount[];
}

const EVERYONE: Disposable = { [Symbol.dispose]: () => undefined };

/** Beyond it (24 days) a timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const DEFAULT_GRACE_MS = 2_000;
const BYTES_PER_KB = 1024;

/**
 * Runs one command under `options` (bubblewrap's) and resolves when its whole process tree is gone.
 * Rejects with `sandbox-unavailable` when the sandbox could not be built; then the command did not run.
 */
export async function runConfined(
  setup: BwrapSetup & { readonly keeper: LimitKeeper },
  options: readonly string[],
  command: ConfinedCommand,
  run: SandboxRunOptions = {},
): Promise<SandboxOutcome> {
  const startedAt = performance.now();
  const { signal } = run;
  const output = new CommandOutput(command.maxOutputBytes, run);
  const finish = (how: Pick<SandboxOutcome, "ending" | "exitCode" | "limit">): SandboxOutcome => ({
    ...how,
    ...output.finish(),
    durationMs: performance.now() - startedAt,
  });
  if (signal?.aborted) return finish({ ending: "aborted", exitCode: KILLED });

  using held = setup.keeper.hold(command.limits);
  const bwrap = await startBwrap(setup, options, command, held);
  using _outlet = bwrap.outlet;
  const running = new ConfinedProcess(bwrap, (pid) => {
    if (!checkMounted(pid, command.mounts ?? [])) return "gone";
    return setup.admit === undefined ? EVERYONE : setup.admit(pid);
  });
  using _stops = stopInTime(running, command, signal);
  using beyond = limited(running, bwrap, output, held);
  const ending = await running.ended;
  output.end();
  if (output.problem !== undefined) throw output.problem.error;
  if (ending.kind === "not-started") throw couldNotConfine(ending, output.finish().stderr.bytes);
  const limit = beyond.hit() ?? held.hit(ending.exitCode);
  return finish({ ...outcomeOf(ending), ...(limit === undefined ? {} : { limit }) });
}

function stopInTime(
  running: ConfinedProcess,
  command: Pick<ConfinedCommand, "timeoutMs" | "graceMs">,
  signal: AbortSignal | undefined,
): Disposable {
  const graceMs = Math.min(command.graceMs ?? DEFAULT_GRACE_MS, LONGEST_TIMER_MS);
  const abort = () => running.stop("aborted", graceMs);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort(); // while it was being started
  const timer = setTimeout(() => running.stop("timed-out"), Math.min(command.timeoutMs, LONGEST_TIMER_MS));
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
  };
}

/** Ends the command when it goes beyond what is watched here, or when whoever listens to it throws. */
function limited(
  running: ConfinedProcess,
  bwrap: BwrapProcess,
  output: CommandOutput,
  { limits }: HeldCommand,
): Disposable & { readonly hit: () => LimitHit | undefined } {
  let hit: LimitHit | undefined;
  const stopFor = (limit: CommandLimit) => {
    hit ??= { limit, most: limits[limit], killed: true };
    running.stop("limited");
  };
  output.collect(bwrap, {
    most: limits.outputKb * BYTES_PER_KB,
    onMore: () => stopFor("outputKb"),
    onProblem: () => running.stop("aborted"),
  });
  const watch = watchUsage(() => running.usage(), limits, stopFor);
  return { hit: () => hit, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}

/** A code of 128 + n is read as "ended by signal n", as shells mean it; a command can also return it. */
function outcomeOf(
  ending: Exclude<Ending, { kind: "not-started" }>,
): Pick<SandboxOutcome, "ending" | "exitCode"> {
  const { exitCode } = ending;
  if (ending.kind === "stopped" && ending.by !== "limited") return { ending: ending.by, exitCode };
  const signalled = exitCode > 128 && exitCode <= 128 + 64;
  return { ending: signalled ? "signalled" : "exited", exitCode };
}

/** What the kernel says when there was no room for a process right then. */
const NO_ROOM = /Resource temporarily unavailable|Cannot allocate memory|Too many open files/i;

function couldNotConfine(
  { signal }: Extract<Ending, { kind: "not-started" }>,
  stderr: Uint8Array,
): LegateError {
  const said = Buffer.from(stderr).toString("utf8").trim().slice(0, 500);
  const why = signal === null ? said || "bubblewrap said nothing" : `bubblewrap was ended by ${signal}`;
  const isPassing = signal !== null || NO_ROOM.test(said);
  const now = isPassing ? "Run it again." : "Run `legate doctor`.";
  const message = `The sandbox could not be built and the command was not started: ${why}. ${now}`;
  return new LegateError("sandbox-unavailable", message, { details: { said: why, isPassing } });
}
