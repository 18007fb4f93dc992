import { isSettled } from "../../core/worker/status.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode, exitCodeOfWorker, worstExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { milliseconds } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { duration } from "../render/quantities.ts";
import { showState } from "../show-state.ts";

export const wait: Command = {
  name: "wait",
  summary: "Wait until workers rest, and exit with how they ended",
  usage: "WORKER... [options]",
  arguments: { least: 1, most: 1000 },
  options: {
    all: { type: "boolean", about: "until all of them rest (the default)" },
    any: { type: "boolean", about: "until one of them rests" },
    settled: { type: "boolean", about: "go on waiting while one needs a person" },
    timeout: {
      type: "string",
      value: "TIME",
      about: "at most so long: 90s, 5m, 2h (exit code 4 when it runs out)",
    },
  },
  examples: [
    {
      command: "legate wait fix-the-tests --timeout 10m",
      about: "0 when it completed, 3 when it needs a person",
    },
    { command: "legate wait 019a1b2c-3d4e 019a1b2c-4f5a --any", about: "the first of two" },
  ],
  run: waitForWorkers,
};

async function waitForWorkers({ context, flags, output }: CommandCall): Promise<ExitCode> {
  if (flags.has("all") && flags.has("any"))
    throw badInput("--all and --any contradict each other; give one.");
  const limit = flags.text("timeout");
  const timeoutMs = limit === undefined ? undefined : milliseconds("--timeout", limit);
  const { config } = await loadSettings(context);
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await using opened = await openRuntime(context, flags, { drive: "anyone", config });
  const asked = await Promise.all(flags.positionals.map((worker) => opened.legate.get(worker)));
  const models = asked.filter(({ status }) => !isSettled(status)).map(({ model }) => model);
  await driverFor(opened, output, models);
  const { done, workers } = await opened.legate.wait(flags.positionals, {
    mode: flags.has("any") ? "any" : "all",
    until: flags.has("settled") ? "settled" : "rest",
    signal: stop.signal,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (output.json) output.resultJson({ done, workers });
  else output.result(workers.map((worker) => showState(worker, output.style)));
  if (!done) output.warn(`not there yet after ${duration(timeoutMs ?? 0)}; the workers go on.`);
  if (!done) return EXIT.limit;
  return worstExitCode(workers.filter(({ resting }) => resting).map(exitCodeOfWorker));
}
