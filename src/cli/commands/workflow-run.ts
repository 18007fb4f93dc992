import type { Command, CommandCall } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { flagsOf } from "../flags.ts";
import { oneLine } from "../render/plain-text.ts";
import { watchToRest } from "../watch-to-rest.ts";
import { WORKER_OPTIONS } from "../worker-options.ts";
import { inputsFrom } from "../workflow-inputs.ts";
import { WORKFLOW_OPTIONS } from "../workflow-options.ts";

const { task: _t, "task-file": _f, file: _w, format: _o, ...OF_A_WORKER } = WORKER_OPTIONS;

export const workflowRun: Command = {
  name: "workflow run",
  summary: "Run a workflow here and show what its nodes do",
  usage: "FILE [options]",
  arguments: { least: 1, most: 1 },
  options: {
    ...WORKFLOW_OPTIONS,
    input: {
      type: "string",
      short: "i",
      value: "NAME=VALUE",
      multiple: true,
      about: "an input of the workflow: JSON, or else the text as it is",
    },
    ...OF_A_WORKER,
  },
  examples: [
    {
      command: "legate workflow run fix-issue.yaml --input issue=417",
      about: "in an isolated checkout of the repository around the current folder",
    },
    {
      command: "legate workflow run review.yaml --policy read-only --on-ask deny --json",
      about: "with nobody there to ask; what it answers with as JSON",
    },
  ],
  run: runWorkflow,
};

async function runWorkflow(call: CommandCall): Promise<ExitCode> {
  const { soundWorkflow } = await import("../workflow-problems.ts");
  const { prepareWorker } = await import("../prepare-worker.ts");
  const { context, flags, output } = call;
  const [file = ""] = flags.positionals;
  const graph = await soundWorkflow(context.cwd, file, flags.text("format"));
  const inputs = inputsFrom(flags.many("input"), graph);
  const described = { ...call, flags: describing(call, graph.description ?? graph.name) };
  const { input, opened, firstWords } = await prepareWorker(described, "here");
  await using _ = opened;
  const { name = graph.name } = input;
  const spawned = await opened.legate.spawn({ ...input, name, workflow: { graph, inputs } });
  output.progress([...firstWords, `${oneLine(spawned.name)} is ${spawned.id}`]);
  return await watchToRest(call, opened.legate, spawned);
}

/** The flags as those of a worker whose task is what the workflow says of itself. */
function describing({ flags }: CommandCall, task: string): CommandCall["flags"] {
  const values = new Map(
    Object.keys(OF_A_WORKER).flatMap((name) => (flags.has(name) ? [[name, flags.many(name)]] : [])),
  );
  return flagsOf(values, [task], []);
}
