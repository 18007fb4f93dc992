import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { plainText } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";
import { WORKFLOW_OPTIONS } from "../workflow-options.ts";
import type { CheckedWorkflow, WorkflowProblem } from "../workflow-problems.ts";

export const workflowCheck: Command = {
  name: "workflow check",
  summary: "Say everything that is wrong with workflows, before anything runs",
  usage: "FILE... [options]",
  arguments: { least: 1, most: 1000 },
  options: WORKFLOW_OPTIONS,
  examples: [
    {
      command: "legate workflow check fix-issue.yaml",
      about: "each problem as file:line:column; 2 when there is one",
    },
    {
      command: "legate workflow check --format harn graph.json",
      about: "a graph of Harn, and what differs here",
    },
    { command: "legate workflow check .legate/workflows/*.yaml --json", about: "the same for a program" },
  ],
  run: check,
};

async function check({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { checkedWorkflow } = await import("../workflow-problems.ts");
  const checked = [];
  for (const file of flags.positionals)
    checked.push(await checkedWorkflow(context.cwd, file, flags.text("format")));
  const isSound = checked.every(({ problems }) => errorsIn(problems) === 0);
  if (output.json) output.resultJson({ ok: isSound, files: checked.map(jsonOf) });
  else for (const one of checked) output.result((await linesOf(one)).map(plainText));
  return isSound ? EXIT.ok : EXIT.badInput;
}

function errorsIn(problems: readonly WorkflowProblem[]): number {
  return problems.filter(({ severity }) => severity === "error").length;
}

function jsonOf({ file, workflow, problems }: CheckedWorkflow) {
  const nodes = workflow === undefined ? null : Object.keys(workflow.graph.nodes).length;
  return { file, nodes, problems, notes: workflow?.notes ?? [] };
}

async function linesOf({ file, workflow, problems }: CheckedWorkflow): Promise<string[]> {
  const { problemLine } = await import("../workflow-problems.ts");
  const errors = errorsIn(problems);
  const warnings = problems.length - errors;
  const parts = [
    errors === 0 ? "ok" : counted(errors, "error"),
    ...(warnings === 0 ? [] : [counted(warnings, "warning")]),
    ...(workflow === undefined ? [] : [counted(Object.keys(workflow.graph.nodes).length, "node")]),
  ];
  return [
    ...problems.map((problem) => problemLine(file, problem)),
    `${file}: ${parts.join(", ")}`,
    ...(workflow?.notes ?? []).map((note) => `  note: ${note}`),
  ];
}
