import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { validateGraph } from "../../../src/core/workflow/validate/validate-graph.ts";
import { readWorkflow } from "../../../src/wire/workflow/read-workflow.ts";
import type { Problem } from "../../../src/wire/yaml-document.ts";

/** Files in a folder `/w`; the first one is read. */
export type Files = Readonly<Record<string, string>>;

export function read(files: Files) {
  const [[first = "", source = ""] = []] = Object.entries(files);
  const known = new Map(Object.entries(files).map(([name, text]) => [`/w/${name}`, text]));
  return readWorkflow(source, { path: `/w/${first}`, files: known });
}

export function graphOf(files: Files): WorkflowGraph {
  const reading = read(files);
  if (reading.ok !== true) throw new Error(JSON.stringify(reading));
  return reading.value.graph;
}

/** `line:column path: message`, of its form and of its sense. */
export function problemsIn(files: Files): readonly string[] {
  const reading = read(files);
  if (reading.ok === "needs-files") throw new Error(`needs ${reading.files.join()}`);
  if (!reading.ok) return reading.problems.map(line);
  const { graph, placed } = reading.value;
  return validateGraph(graph, { reader: expressions }).map((problem) => line(placed(problem)));
}

function line({ line: at, column, path, message }: Problem): string {
  return `${at}:${column} ${path}: ${message}`;
}
