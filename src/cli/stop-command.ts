import { isSettled } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { Command, CommandCall, Example, Options } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { milliseconds } from "./numbers.ts";
import { openRuntime } from "./open-runtime.ts";
import { showState } from "./show-state.ts";

export interface StopCommand {
  readonly name: string;
  readonly verb: "close" | "interrupt";
  readonly summary: string;
  readonly examples: readonly Example[];
}

/** `close` and `interrupt` differ in nothing but how the worker ends. */
export function stopCommand({ name, verb, summary, examples }: StopCommand): Command {
  return {
    name,
    summary,
    usage: "WORKER... [options]",
    arguments: { least: 1, most: 1000 },
    options: {
      reason: { type: "string", value: "TEXT", about: "why, for its journal" },
      timeout: { type: "string", value: "TIME", about: "wait so long for the end (default 30s)" },
      ...(verb === "interrupt" ? TURN_OPTION : {}),
    },
    examples,
    run: (call) => stopAll(call, verb),
  };
}

const TURN_OPTION: Options = {
  turn: {
    type: "boolean",
    about: "cut only its present turn short; it then waits for what it is told (legate send)",
  },
};

async function stopAll(call: CommandCall, verb: "close" | "interrupt"): Promise<ExitCode> {
  const { context, flags, output } = call;
  const act = flags.has("turn") ? "interruptTurn" : verb;
  const reason = flags.text("reason");
  const timeout = flags.text("timeout");
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const named = await Promise.all(flags.positionals.map((worker) => opened.legate.get(worker)));
  const stopped: WorkerSummary[] = [];
  for (const { id: worker } of named) {
    stopped.push(
      await opened.legate[act](worker, {
        by: "operator",
        ...(reason === undefined ? {} : { reason }),
        ...(timeout === undefined ? {} : { timeoutMs: milliseconds("--timeout", timeout) }),
      }),
    );
  }
  if (output.json) output.resultJson(flags.positionals.length === 1 ? stopped[0] : stopped);
  else output.result(stopped.map((worker) => showState(worker, output.style)));
  return stopped.every((worker) => isStopped(worker)) ? EXIT.ok : EXIT.limit;
}

/** At its end, or cut short and waiting for a word. */
function isStopped({ status, waitingOn }: WorkerSummary): boolean {
  return isSettled(status) || waitingOn === "input";
}
