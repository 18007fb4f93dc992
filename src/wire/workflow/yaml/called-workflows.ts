import type { WorkflowGraph } from "../../../core/workflow/graph.ts";
import type { GraphProblem } from "../../../core/workflow/validate/graph-problem.ts";
import type { Problem, YamlDocument } from "../../yaml-document.ts";
import type { ReadWorkflow, WorkflowPlace, WorkflowReading } from "../workflow-text.ts";
import { pathBeside } from "./named-files.ts";
import type { KnownStep } from "./step-edges.ts";

/** The workflows that steps use, by the step's name. */
export interface CalledWorkflows {
  readonly graphs: ReadonlyMap<string, WorkflowGraph>;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** Files that were not given yet. */
  readonly missing: readonly string[];
  /** A problem inside one of them, in words that name its file and line. */
  readonly placed: (step: string, problem: GraphProblem) => string;
}

export function calledWorkflows(
  document: YamlDocument,
  place: WorkflowPlace,
  steps: ReadonlyMap<string, KnownStep>,
  read: (source: string, place: WorkflowPlace) => WorkflowReading,
): CalledWorkflows {
  const found = new Map<string, { readonly file: string; readonly workflow: ReadWorkflow }>();
  const problems: Problem[] = [];
  const missing: string[] = [];
  for (const [id, { step }] of steps) {
    if (step.uses === undefined) continue;
    const file = step.uses;
    const tell = (message: string) => problems.push(document.problemAt(["steps", id, "uses"], message));
    const reading = readNamed(place, file, read);
    if (reading.ok === "needs-files") missing.push(...reading.files);
    else if (reading.ok) found.set(id, { file, workflow: reading.value });
    else for (const problem of reading.problems) tell(inFile(file, problem));
  }
  return {
    graphs: new Map([...found].map(([id, { workflow }]) => [id, workflow.graph])),
    notes: [...found.values()].flatMap(({ file, workflow }) =>
      workflow.notes.map((note) => `${file}: ${note}`),
    ),
    problems,
    missing,
    placed: (id, problem) => {
      const one = found.get(id);
      return one === undefined ? problem.message : inFile(one.file, one.workflow.placed(problem));
    },
  };
}

function readNamed(
  place: WorkflowPlace,
  file: string,
  read: (source: string, place: WorkflowPlace) => WorkflowReading,
): WorkflowReading {
  const path = pathBeside(place, file);
  const within = [...(place.within ?? []), place.path];
  if (within.includes(path)) {
    return {
      ok: false,
      problems: [{ line: 1, column: 1, path: "", message: "a workflow cannot use itself" }],
    };
  }
  const source = place.files.get(path);
  if (source === undefined) return { ok: "needs-files", files: [path] };
  return read(source, { path, files: place.files, within });
}

function inFile(file: string, { line, column, path, message }: Problem): string {
  return `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`;
}
