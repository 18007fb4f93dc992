import { budgetsFrom } from "../budget-flags.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { openRuntime } from "../open-runtime.ts";
import { showState } from "../show-state.ts";
import { watchToRest } from "../watch-to-rest.ts";

export const resume: Command = {
  name: "resume",
  summary: "Go on with a worker that was stopped, failed, or reached a limit",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    budget: {
      type: "string",
      value: "KIND=N",
      multiple: true,
      about:
        "a new limit first, for one that is out of budget: tokens=500k, usd=3, turns=60, calls=200, time=2h",
    },
    follow: { type: "boolean", short: "f", about: "drive it here and show what it does, as run does" },
  },
  examples: [
    { command: "legate resume fix-the-tests", about: "in the background, after its last record" },
    { command: "legate resume fix-the-tests --budget tokens=500k", about: "with more to use up" },
    { command: "legate resume fix-the-tests -f", about: "here, until it rests" },
  ],
  run: resumeWorker,
};

async function resumeWorker(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  const [reference = ""] = flags.positionals;
  const follow = flags.has("follow");
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: follow ? "here" : "anyone", config });
  const before = await opened.legate.get(reference);
  if (!follow) await opened.checkDriver([before.model]);

  const budgets = budgetsFrom(flags.many("budget"));
  const more = budgets === undefined ? {} : { budgets };
  const resumed = await opened.legate.resume(before.id, { by: "operator", ...more });
  if (follow) return await watchToRest(call, opened.legate, resumed, before.seq);
  await opened.ensureDriver();
  if (output.json) output.resultJson(resumed);
  else output.result([showState(resumed, output.style)]);
  return EXIT.ok;
}
