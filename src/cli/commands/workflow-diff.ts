import { diffGraphs } from "../../core/workflow/diff/diff-graphs.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { workflowDiffLines } from "../render/workflow-diff.ts";
import { WORKFLOW_OPTIONS } from "../workflow-options.ts";

export const workflowDiff: Command = {
  name: "workflow diff",
  summary: "Show what differs between two workflows, and which results stay valid",
  usage: "FILE FILE [options]",
  arguments: { least: 2, most: 2 },
  options: WORKFLOW_OPTIONS,
  examples: [
    {
      command: "legate workflow diff before.yaml after.yaml",
      about: "nodes and edges, and what is done again",
    },
    { command: "legate workflow diff fix.yaml fix.json", about: "whatever their form is" },
  ],
  run: diff,
};

async function diff({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { soundWorkflow } = await import("../workflow-problems.ts");
  const [first = "", second = ""] = flags.positionals;
  const format = flags.text("format");
  const before = await soundWorkflow(context.cwd, first, format);
  const found = diffGraphs(before, await soundWorkflow(context.cwd, second, format));
  if (output.json) output.resultJson(found);
  else output.result(workflowDiffLines(found, output.style));
  return EXIT.ok;
}
