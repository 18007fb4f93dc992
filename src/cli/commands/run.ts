import type { Command, CommandCall } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { oneLine } from "../render/plain-text.ts";
import { watchToRest } from "../watch-to-rest.ts";
import { WORKER_OPTIONS } from "../worker-options.ts";

export const run: Command = {
  name: "run",
  summary: "Run a worker here and show what it does",
  usage: "[TASK] [options]",
  arguments: { least: 0, most: 1 },
  options: WORKER_OPTIONS,
  examples: [
    {
      command: 'legate run "make the failing test pass" --model openai/gpt-5.2',
      about: "in an isolated checkout of the repository around the current folder",
    },
    { command: "legate run --file worker.yaml --max-turns 20", about: "as a file describes it; flags win" },
    {
      command: "git diff | legate run - --policy read-only",
      about: "the task from standard input, looking only",
    },
  ],
  run: runWorker,
};

async function runWorker(call: CommandCall): Promise<ExitCode> {
  const { prepareWorker } = await import("../prepare-worker.ts");
  const { input, opened, firstWords } = await prepareWorker(call, "here");
  await using _ = opened;
  const { legate } = opened;
  const spawned = await legate.spawn(input);
  call.output.progress([...firstWords, `${oneLine(spawned.name)} is ${spawned.id}`]);
  return await watchToRest(call, legate, spawned);
}
