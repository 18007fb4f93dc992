import type { WorkflowGraph } from "../../../core/workflow/graph.ts";
import type { GraphProblem, Path } from "../../../core/workflow/validate/graph-problem.ts";
import type { Problem } from "../../yaml-document.ts";
import { checkDocument, type YamlDocument } from "../../yaml-document.ts";
import { given } from "../given.ts";
import type { ReadWorkflow, WorkflowPlace, WorkflowReading } from "../workflow-text.ts";
import { type CalledWorkflows, calledWorkflows } from "./called-workflows.ts";
import { defaultPrompt } from "./default-prompt.ts";
import { fileFields, type WorkflowFile } from "./file-fields.ts";
import { knownSteps } from "./known-steps.ts";
import { withSchemas } from "./schema-files.ts";
import { edgesOfStep, type KnownStep, needsOf, type SaidEdge } from "./step-edges.ts";
import { nodeOfStep } from "./step-node.ts";
import { placeInStep } from "./step-places.ts";

/**
 * A workflow as steps that people write (`docs/workflows.md`). Strict, like worker files: what is not in the
 * format, or would do nothing in its step, is a problem with its line and column, and all are told at once.
 */
export function readWorkflowFile(
  document: YamlDocument,
  place: WorkflowPlace,
  readOther: (source: string, place: WorkflowPlace) => WorkflowReading,
): WorkflowReading {
  const { file, problems: wrong } = soundFields(document);
  if (file === undefined) return { ok: false, problems: wrong };
  const known = knownSteps(document, file.steps);
  const schemas = withSchemas(document, place, known.steps);
  const called = calledWorkflows(document, place, known.steps, readOther);
  const problems = [...wrong, ...known.problems, ...schemas.problems, ...called.problems];
  const missing = [...schemas.missing, ...called.missing];
  if (missing.length > 0) return { ok: "needs-files", files: [...new Set(missing)] };
  if (problems.length === 0)
    return { ok: true, value: assembled(document, place, file, schemas.steps, called) };
  const doubtful = namesIn(problems);
  const sound = new Map([...schemas.steps].filter(([id]) => !doubtful.has(id)));
  return { ok: false, problems, rest: { ...assembled(document, place, file, sound, called), doubtful } };
}

/** The file as its form says, without the steps and fields that break it. */
function soundFields(document: YamlDocument): {
  readonly file?: WorkflowFile;
  readonly problems: readonly Problem[];
} {
  const whole = checkDocument(document, fileFields);
  if (whole.ok) return { file: whole.value, problems: [] };
  const { problems } = whole;
  const wrong = namesIn(problems);
  const sound = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !wrong.has(name)));
  const { steps, ...others } = Object(document.value);
  const value = { ...sound(others), steps: sound(Object(steps)) };
  const rest = checkDocument({ ...document, value }, fileFields);
  return rest.ok ? { file: rest.value, problems } : { problems };
}

/** The steps and fields of the file that problems are about. */
function namesIn(problems: readonly Problem[]): ReadonlySet<string> {
  return new Set(problems.map(({ path }) => /^(?:steps\.)?([^.[]*)/.exec(path)?.[1] ?? ""));
}

function assembled(
  document: YamlDocument,
  place: WorkflowPlace,
  file: WorkflowFile,
  steps: ReadonlyMap<string, KnownStep>,
  called: CalledWorkflows,
): ReadWorkflow {
  const said = [...steps].flatMap(([id, known]) => edgesOfStep(id, known, steps));
  const nodes = [...steps].map(([id, known]) => {
    const { step, kind } = known;
    const prompt = step.prompt ?? defaultPrompt(known, steps, Object.keys(file.inputs));
    const uses = step.uses === undefined ? {} : { uses: id };
    return [id, nodeOfStep({ ...step, ...uses, prompt }, kind, needsOf(step).length)] as const;
  });
  const {
    name = nameOf(place.path),
    description,
    inputs,
    outputs,
    model,
    policy,
    approvals,
    metadata,
  } = file;
  const graph: WorkflowGraph = {
    version: 1,
    name,
    inputs,
    outputs,
    start: [...steps].filter(([, { step }]) => needsOf(step).length === 0).map(([id]) => id),
    nodes: Object.fromEntries(nodes),
    edges: said.map(({ edge }) => edge),
    ...(called.graphs.size === 0 ? {} : { workflows: Object.fromEntries(called.graphs) }),
    ...given({ description, model, policy, approvals, metadata, budgets: file.budget }),
    ...given({ maxSteps: file.max_steps, maxConcurrency: file.max_parallel }),
  };
  return { graph, notes: called.notes, placed: (problem) => placed(document, called, said, problem) };
}

/** The file's name without its folder and ending. */
function nameOf(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return file.replace(/\.[^.]*$/, "") || file;
}

function placed(
  document: YamlDocument,
  called: CalledWorkflows,
  edges: readonly SaidEdge[],
  problem: GraphProblem,
): Problem {
  const { path, offset, message } = problem;
  const [part, id, ...rest] = path;
  if (part === "workflows" && rest.length > 0) {
    const inner = called.placed(String(id), { ...problem, path: rest });
    return document.problemAt(["steps", id ?? "", "uses"], inner);
  }
  return document.problemAt(placeInFile(path, edges), message, offset);
}

function placeInFile([part, id, ...rest]: Path, edges: readonly SaidEdge[]): Path {
  if (part === "nodes" && id !== undefined) return ["steps", id, ...placeInStep(rest)];
  if (part === "edges" && typeof id === "number") return ["steps", ...(edges[id]?.place ?? [])];
  if (part === "start") return ["steps"];
  if (part === "inputs" && rest[0] === "schema") return ["inputs", id ?? "", ...rest.slice(1)];
  return [part, id, ...rest].filter((step) => step !== undefined);
}
