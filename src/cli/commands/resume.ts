import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { openRuntime } from "../open-runtime.ts";
import { showState } from "../show-state.ts";
import { watchToRest } from "../watch-to-rest.ts";

export const resume: Command = {
  name: "resume",
  summary: "Go on with an interrupted, failed or cancelled worker",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    follow: { type: "boolean", short: "f", about: "drive it here and show what it does, as run does" },
  },
  examples: [
    { command: "legate resume fix-the-tests", about: "in the background, after its last record" },
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
  const resumed = await opened.legate.resume(before.id, { by: "operator" });
  if (follow) return await watchToRest(call, opened.legate, resumed, before.seq);
  await opened.ensureDriver();
  if (output.json) output.resultJson(resumed);
  else output.result([showState(resumed, output.style)]);
  return EXIT.ok;
}
