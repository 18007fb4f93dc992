import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { milliseconds } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderGc } from "../render/gc-report.ts";
import { statusNamed } from "../status-named.ts";

export const gc: Command = {
  name: "gc",
  summary: "Say which finished workers could be removed for good; with --apply remove them",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    apply: { type: "boolean", about: "remove them (default: only say what would go)" },
    "older-than": {
      type: "string",
      value: "TIME",
      about: "only those that finished so long ago, such as 12h or 90d (default: 30d)",
    },
    status: {
      type: "string",
      value: "STATUS",
      multiple: true,
      about: "only these (default: completed, failed, cancelled)",
    },
    worker: { type: "string", value: "WORKER", about: "only this worker and everything below it" },
  },
  examples: [
    { command: "legate gc", about: "what would go, and why the others stay" },
    { command: "legate export fix-the-tests", about: "first: what is removed comes back only from a file" },
    { command: "legate gc --older-than 90d --apply", about: "remove what finished three months ago" },
  ],
  run: collect,
};

async function collect({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const age = flags.text("older-than");
  const statuses = flags.many("status").map(statusNamed);
  const under = flags.text("worker");
  const stop = new AbortController();
  using _ = context.signals.onInterrupt(() => stop.abort());
  await using opened = await openRuntime(context, flags, { drive: "anyone" });
  const report = await opened.legate.gc({
    apply: flags.has("apply"),
    signal: stop.signal,
    ...(age === undefined ? {} : { olderThanMs: ageGiven(age) }),
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(under === undefined ? {} : { under }),
  });
  if (output.json) output.resultJson(report);
  else output.result(renderGc(report, output.style));
  return stop.signal.aborted ? EXIT.interruptedBySignal : EXIT.ok;
}

/** Elsewhere a number alone counts seconds; whoever writes 30 here means days, and would lose all that is over. */
function ageGiven(age: string): number {
  if (/^[\d.]+$/.test(age) && Number(age) > 0)
    throw badInput(`--older-than needs a unit: ${age}d are days, ${age}h hours, ${age}s seconds.`);
  return milliseconds("--older-than", age);
}
