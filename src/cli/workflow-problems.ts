import { resolve } from "node:path";
import { expressions } from "../adapters/expressions/expressions.ts";
import { readWorkflowFile } from "../adapters/files/read-workflow-file.ts";
import type { WorkflowGraph } from "../core/workflow/graph.ts";
import type { GraphProblem, Severity } from "../core/workflow/validate/graph-problem.ts";
import { partProblems } from "../core/workflow/validate/part-problems.ts";
import { validateGraph } from "../core/workflow/validate/validate-graph.ts";
import { brokenSchema } from "../wire/json-schema.ts";
import type { ReadWorkflow } from "../wire/workflow/workflow-text.ts";
import type { Problem } from "../wire/yaml-document.ts";
import { badInput } from "./bad-input.ts";

/** One thing wrong with a workflow's file, where it stands. */
export interface WorkflowProblem extends Problem {
  readonly severity: Severity;
  /** The node that it is about. */
  readonly node?: string;
}

export interface CheckedWorkflow {
  /** As the caller named it. */
  readonly file: string;
  /** Absent when its form is wrong. */
  readonly workflow?: ReadWorkflow;
  /** In the order of the file. */
  readonly problems: readonly WorkflowProblem[];
}

/** Reads a workflow and everything that is wrong with it. */
export async function checkedWorkflow(cwd: string, file: string, format?: string): Promise<CheckedWorkflow> {
  const reading = await readWorkflowFile(resolve(cwd, file), format);
  const options = { reader: expressions, brokenSchema };
  if (reading.ok) {
    const workflow = reading.value;
    return { file, workflow, problems: inOrder(placed(workflow, validateGraph(workflow.graph, options))) };
  }
  const { problems, rest } = reading;
  const further = rest === undefined ? [] : placed(rest, partProblems(rest.graph, rest.doubtful, options));
  return {
    file,
    problems: inOrder([...problems.map((one) => ({ severity: "error", ...one }) as const), ...further]),
  };
}

function placed(workflow: ReadWorkflow, problems: readonly GraphProblem[]): readonly WorkflowProblem[] {
  return problems.map((problem) => {
    const { severity, node } = problem;
    return { severity, ...(node === undefined ? {} : { node }), ...workflow.placed(problem) };
  });
}

function inOrder(problems: readonly WorkflowProblem[]): readonly WorkflowProblem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The graph of a workflow without errors. Rejects with `bad-input` and every problem otherwise. */
export async function soundWorkflow(cwd: string, file: string, format?: string): Promise<WorkflowGraph> {
  const { workflow, problems } = await checkedWorkflow(cwd, file, format);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (workflow !== undefined && errors.length === 0) return workflow.graph;
  const lines = errors.map((problem) => `  ${problemLine(file, problem)}`);
  throw badInput(`${file} is no workflow that can run:\n${lines.join("\n")}`, { problems: errors });
}

/** `file:line:column: steps.a.prompt: …`, with `warning:` before what is one. */
export function problemLine(
  file: string,
  { line, column, severity, path, message }: WorkflowProblem,
): string {
  const kind = severity === "warning" ? "warning: " : "";
  return `${file}:${line}:${column}: ${kind}${path === "" ? "" : `${path}: `}${message}`;
}
