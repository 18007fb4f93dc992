import { beyondLimit } from "../../core/worker/command-limits.ts";
import type { Sandbox, SandboxOutcome } from "../../ports/sandbox.ts";
import type { RunPlace } from "./define-tool.ts";
import { ToolProblem } from "./tool-problem.ts";

export interface ReadOnlyCommand {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  /** Stops the command once it wrote so many bytes to standard output. @default the bytes kept */
  readonly stopAfterBytes?: number;
}

/** Bytes kept of each stream. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * Runs a program that reads the workspace, which may be hostile to it: in the sandbox, at the root,
 * with everything mounted read-only. Stopping early because enough was written counts as exited. Throws a
 * `ToolProblem` when something of it was killed for a limit: what it found is not all there is.
 */
export async function runReadOnly(
  sandbox: Sandbox,
  command: ReadOnlyCommand,
  { place, scope, run }: RunPlace,
): Promise<SandboxOutcome> {
  const enough = new AbortController();
  let written = 0;
  const outcome = await sandbox.run(
    {
      argv: command.argv,
      cwd: place.root,
      env: command.env ?? {},
      mounts: scope.workspace.mounts.map((mount) => ({ ...mount, mode: "ro" as const })),
      timeoutMs: run.timeoutMs,
      maxOutputBytes: KEPT_BYTES,
      ...(run.commandLimits === undefined ? {} : { limits: run.commandLimits }),
      ...(command.stdin === undefined ? {} : { stdin: command.stdin }),
    },
    {
      signal: AbortSignal.any([run.signal, enough.signal]),
      onOutput: (chunk, stream) => {
        if (stream === "stdout") written += chunk.length;
        if (written > (command.stopAfterBytes ?? Number.POSITIVE_INFINITY)) enough.abort();
      },
    },
  );
  const { limit } = outcome;
  if (limit?.killed) throw new ToolProblem(`killed: ${beyondLimit(limit.limit, limit.most)}`);
  const stopped = outcome.ending === "aborted" && enough.signal.aborted && !run.signal.aborted;
  return stopped ? { ...outcome, ending: "exited" } : outcome;
}
