import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { fileNamed } from "../file-named.ts";
import { openRuntime } from "../open-runtime.ts";
import { renderReplayed } from "../render/replayed.ts";
import { runInFile, runsOf } from "../replay/recorded-run.ts";
import { type ReplayedRun, replayRun } from "../replay/replay-run.ts";

export const replay: Command = {
  name: "replay",
  summary: "Decide recorded runs anew, without model or tools, and name the first difference",
  usage: "[WORKER | FILE] [options]",
  arguments: { least: 0, most: 1 },
  options: {},
  examples: [
    { command: "legate replay fix-the-tests", about: "one worker, from its journal" },
    { command: "legate replay fix.legate", about: "an export, anywhere: a fixture for your CI" },
    { command: "legate replay --json", about: "every worker of this state directory" },
  ],
  async run(call): Promise<ExitCode> {
    const { flags, context, output } = call;
    const [named] = flags.positionals;
    const file = named === undefined ? undefined : await fileNamed(named, context);
    const runs = file === undefined ? await replayLive(call) : [replayRun(await runInFile(file))];
    const ok = runs.every(({ divergence }) => divergence === undefined);
    if (output.json) output.resultJson({ ok, workers: runs });
    else output.result(renderReplayed(runs, output.style));
    return ok ? EXIT.ok : EXIT.failed;
  },
};

async function replayLive({ context, flags }: CommandCall): Promise<readonly ReplayedRun[]> {
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const runs: ReplayedRun[] = [];
  for await (const run of runsOf(opened.legate, flags.positionals[0])) runs.push(replayRun(run));
  return runs;
}
