import { nearest } from "../../nearest-name.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { WorkflowCallNode } from "../work-node.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, graphWarning, ofNode, type Path } from "./graph-problem.ts";

type Call = Pick<WorkflowCallNode, "workflow" | "with">;

/** Calls of workflows that are not there, or with other inputs than they take; workflows that nobody calls. */
export function callProblems(index: GraphIndex): readonly GraphProblem[] {
  const calls = callsOf(index);
  const called = new Set(calls.map(({ call }) => call.workflow));
  const uncalled = Object.keys(index.graph.workflows ?? {}).filter((name) => !called.has(name));
  return [
    ...calls.flatMap(({ id, path, call }) => ofNode(id, problemsOf(index.graph, path, call))),
    ...uncalled.map((name) => graphWarning(["workflows", name], "is never called")),
  ];
}

/** The nodes that call a workflow, and what they call; those of maps included. */
export function callsOf({ ids, node }: GraphIndex) {
  return ids.flatMap((id): { readonly id: string; readonly path: Path; readonly call: Call }[] => {
    const one = node(id);
    if (one?.kind === "workflow") return [{ id, path: ["nodes", id], call: one }];
    if (one?.kind !== "map" || one.do.kind !== "workflow") return [];
    return [{ id, path: ["nodes", id, "do"], call: one.do }];
  });
}

function problemsOf({ workflows = {} }: WorkflowGraph, path: Path, call: Call): readonly GraphProblem[] {
  const called = Object.hasOwn(workflows, call.workflow) ? workflows[call.workflow] : undefined;
  if (called === undefined) {
    const near = nearest(call.workflow, Object.keys(workflows));
    const guess = near === undefined ? "" : `; did you mean "${near}"?`;
    return [graphError([...path, "workflow"], `there is no workflow "${call.workflow}"${guess}`)];
  }
  const given = Object.keys(call.with ?? {});
  const missing = Object.entries(called.inputs).filter(
    ([name, { default: value }]) => value === undefined && !given.includes(name),
  );
  return [
    ...given
      .filter((name) => !Object.hasOwn(called.inputs, name))
      .map((name) => graphError([...path, "with", name], `"${call.workflow}" takes no input "${name}"`)),
    ...missing.map(([name]) =>
      graphError(path, `"${call.workflow}" needs the input "${name}"; give it in \`with\``),
    ),
  ];
}
