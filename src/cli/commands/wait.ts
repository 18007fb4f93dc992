import { isSettled } from "../../core/worker/status.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode, exitCodeOfWorker, worstExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { milliseconds, positiveWhole, wholeFromZero } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { duration } from "../render/quantities.ts";
import { showState } from "../show-state.ts";
import { tellWhoAsks } from "../tell-who-asks.ts";

export const wait: Command = {
  name: "wait",
  summary: "Wait until workers rest, and exit with how they ended",
  usage: "WORKER... [options]",
  arguments: { least: 1, most: 1000 },
  options: {
    all: { type: "boolean", about: "until all of them rest (the default)" },
    any: { type: "boolean", about: "until one of them rests" },
    count: { type: "string", value: "N", about: "until so many of them rest" },
    since: {
      type: "string",
      value: "POSITION",
      about: "only a rest after this counts: the cursor that --json of the wait before gave",
    },
    settled: { type: "boolean", about: "go on waiting while one needs a person" },
    timeout: {
      type: "string",
      value: "TIME",
      about: "at most so long: 90s, 5m, 2h (exit code 4 when it runs out)",
    },
  },
  examples: [
    {
      command: "legate wait one two three --count 2 --json",
      about: "two of three; the cursor it prints goes on with --since",
    },
    {
      command: "legate wait fix-the-tests --timeout 10m",
      about: "0 when it completed, 3 when it needs a person",
    },
    { command: "legate wait 019a1b2c-3d4e 019a1b2c-4f5a --any", about: "the first of two" },
  ],
  run: waitForWorkers,
};

async function waitForWorkers({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const mode = modeOf(flags);
  const since = flags.text("since");
  const limit = flags.text("timeout");
  const timeoutMs = limit === undefined ? undefined : milliseconds("--timeout", limit);
  const { config } = await loadSettings(context);
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await using opened = await openRuntime(context, flags, { drive: "anyone", config });
  const asked = await Promise.all(flags.positionals.map((worker) => opened.legate.get(worker)));
  const models = asked.filter(({ status }) => !isSettled(status)).map(({ model }) => model);
  await driverFor(opened, output, models);
  await using _below = tellWhoAsks(
    opened.legate,
    asked.map(({ id }) => id),
    output,
  );
  const { done, cursor, workers } = await opened.legate.wait(flags.positionals, {
    mode,
    ...(since === undefined ? {} : { since: wholeFromZero("--since", since) }),
    until: flags.has("settled") ? "settled" : "rest",
    signal: stop.signal,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (output.json) output.resultJson({ done, cursor, workers });
  else output.result(workers.map((worker) => showState(worker, output.style)));
  if (!done) output.warn(`not there yet after ${duration(timeoutMs ?? 0)}; the workers go on.`);
  if (!done) return EXIT.limit;
  return worstExitCode(workers.filter(({ resting }) => resting).map(exitCodeOfWorker));
}

function modeOf(flags: CommandCall["flags"]): "all" | "any" | number {
  const count = flags.text("count");
  const given = ["--all", "--any"].filter((flag) => flags.has(flag.slice(2)));
  if (count !== undefined) given.push("--count");
  if (given.length > 1) throw badInput(`${given.join(" and ")} contradict each other; give one.`);
  if (count !== undefined) return positiveWhole("--count", count);
  return flags.has("any") ? "any" : "all";
}
