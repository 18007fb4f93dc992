import { mermaid } from "../../core/workflow/mermaid.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { workflowLines } from "../render/workflow.ts";
import { WORKFLOW_OPTIONS } from "../workflow-options.ts";

export const workflowShow: Command = {
  name: "workflow show",
  summary: "Draw a workflow as a tree, as Mermaid, or print it as JSON",
  usage: "FILE [options]",
  arguments: { least: 1, most: 1 },
  options: { ...WORKFLOW_OPTIONS, mermaid: { type: "boolean", about: "a Mermaid flowchart" } },
  examples: [
    { command: "legate workflow show fix-issue.yaml", about: "what follows what" },
    { command: "legate workflow show fix-issue.yaml --mermaid > fix-issue.mmd", about: "for documents" },
    { command: "legate workflow show fix-issue.yaml --json", about: "the form in which it is run" },
  ],
  run: show,
};

async function show({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { soundWorkflow } = await import("../workflow-problems.ts");
  const [file = ""] = flags.positionals;
  const graph = await soundWorkflow(context.cwd, file, flags.text("format"));
  if (output.json) output.resultJson(graph);
  else output.result(flags.has("mermaid") ? mermaid(graph) : workflowLines(graph, output.style));
  return EXIT.ok;
}
