import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { driverFor } from "../driver-for.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { WORKER_OPTIONS } from "../worker-options.ts";

export const spawn: Command = {
  name: "spawn",
  summary: "Start a worker in the background and print its id",
  usage: "[TASK] [options]",
  arguments: { least: 0, most: 1 },
  options: WORKER_OPTIONS,
  examples: [
    {
      command: 'id=$(legate spawn "update the changelog")',
      about: "the id is the only thing on standard output",
    },
    { command: 'legate wait "$id" && legate diff "$id"', about: "wait for it, then look at its work" },
  ],
  run: spawnWorker,
};

async function spawnWorker(call: CommandCall): Promise<ExitCode> {
  const { output } = call;
  const { prepareWorker } = await import("../prepare-worker.ts");
  const { input, config, opened, firstWords, waits } = await prepareWorker(call, "anyone");
  await using _ = opened;
  if (waits) throw badInput("the worker file says `wait: true`, and spawn does not wait; use legate run.");
  const model = input.model ?? config.model;
  if (model !== undefined) await opened.checkDriver([model]);
  const spawned = await opened.legate.spawn(input, { drive: "anyone" });
  output.progress(firstWords);
  await driverFor(opened, output, [spawned.model]);
  if (output.json) output.resultJson(spawned);
  else output.result([spawned.id]);
  return EXIT.ok;
}
