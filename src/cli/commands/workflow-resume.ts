import type { WorkerSummary } from "../../core/worker/summary.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import type { OpenedRuntime } from "../context.ts";
import type { ExitCode } from "../exit-codes.ts";
import { loadSettings } from "../load-settings.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { watchToRest } from "../watch-to-rest.ts";
import { inputsFrom } from "../workflow-inputs.ts";
import { WORKFLOW_OPTIONS } from "../workflow-options.ts";

export const workflowResume: Command = {
  name: "workflow resume",
  summary: "Go on with a workflow, or run an edited form of it: only what is affected is done again",
  usage: "WORKER [FILE] [options]",
  arguments: { least: 1, most: 2 },
  options: {
    ...WORKFLOW_OPTIONS,
    from: { type: "string", value: "NODE", multiple: true, about: "do this node and all after it anew" },
    only: { type: "string", value: "NODE", about: "do this node alone, with the results of those before it" },
    input: {
      type: "string",
      short: "i",
      value: "NAME=VALUE",
      multiple: true,
      about: "another value for an input",
    },
  },
  examples: [
    { command: "legate workflow resume fix-issue", about: "where it stopped, failed or came to a limit" },
    {
      command: "legate workflow resume fix-issue fix-issue.yaml",
      about: "as a new worker, after an edit of the file; results that fit are taken over",
    },
    {
      command: "legate workflow resume fix-issue --from review",
      about: "the review and what follows once more",
    },
  ],
  run: resumeWorkflow,
};

async function resumeWorkflow(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  if (flags.has("from") && flags.has("only"))
    throw badInput("--from does a step and all after it, --only one alone: leave one of them out.");
  const { config } = await loadSettings(context);
  await using opened = await openRuntime(context, flags, { drive: "here", config });
  const before = await opened.legate.get(flags.positionals[0] ?? "");
  const isAnew = flags.positionals.length > 1 || ["from", "only", "input"].some((name) => flags.has(name));
  const worker = isAnew
    ? await rerun(call, opened, before)
    : await opened.legate.resume(before.id, { by: "operator" });
  if (isAnew) output.progress([`${oneLine(worker.name)} is ${worker.id}`]);
  return await watchToRest(call, opened.legate, worker, isAnew ? 0 : before.seq);
}

async function rerun(
  { context, flags }: CommandCall,
  { legate }: OpenedRuntime,
  before: WorkerSummary,
): Promise<WorkerSummary> {
  const { soundWorkflow } = await import("../workflow-problems.ts");
  const [, file] = flags.positionals;
  const only = flags.text("only");
  const edited =
    file === undefined ? undefined : await soundWorkflow(context.cwd, file, flags.text("format"));
  const graph = edited ?? (await graphOf(legate, before));
  return legate.rerun(before.id, {
    ...(edited === undefined ? {} : { graph: edited }),
    ...(flags.has("from") ? { from: flags.many("from") } : {}),
    ...(only === undefined ? {} : { only }),
    inputs: inputsFrom(flags.many("input"), graph),
  });
}

/** What it ran before; nothing for a worker that runs no workflow. */
async function graphOf({ records }: OpenedRuntime["legate"], { id }: WorkerSummary) {
  const [first] = await records(id);
  return first?.record.type === "worker.spawned" ? first.record.request.workflow?.graph : undefined;
}
