import { fold } from "../../core/worker/evolve.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { runLines } from "../render/workflow-run.ts";

export const workflowExplain: Command = {
  name: "workflow explain",
  summary: "Say what a run of a workflow did, node by node, and why each edge was taken or not",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: { record: { type: "boolean", about: "print it as a run record in Harn's shape (JSON)" } },
  examples: [
    {
      command: "legate workflow explain fix-issue",
      about: "from the journal, without a model or the repository",
    },
    {
      command: "legate workflow explain fix-issue --record > run.json",
      about: "for programs that read Harn's",
    },
  ],
  run: explain,
};

async function explain({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { explainedRun } = await import("../../core/workflow/run/explained-run.ts");
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const worker = fold(await opened.legate.records(flags.positionals[0] ?? ""));
  if (worker?.run === undefined)
    throw badInput(`${flags.positionals[0]} runs no workflow, or has not begun to.`);
  if (flags.has("record")) {
    const { harnRunRecord } = await import("../../wire/harn-run-record.ts");
    output.result([JSON.stringify(harnRunRecord(worker), undefined, 2)]);
    return EXIT.ok;
  }
  const run = explainedRun(worker);
  if (output.json) output.resultJson(run);
  else output.result(runLines(run, output.style));
  return EXIT.ok;
}
