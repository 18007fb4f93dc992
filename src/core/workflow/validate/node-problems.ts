import { branchOf, isForward } from "../edge.ts";
import type { MapNode } from "../map-node.ts";
import type { WorkflowNode } from "../node.ts";
import type { ReduceNode } from "../reduce-node.ts";
import { contractProblems } from "./contract-problems.ts";
import { unknownNode } from "./edge-problems.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, graphWarning, ofNode, type Path } from "./graph-problem.ts";
import { agentProblems, workProblems } from "./work-problems.ts";

/** What is wrong with each node by itself, and with the edges that its kind needs. */
export function nodeProblems(index: GraphIndex): readonly GraphProblem[] {
  return index.ids.flatMap((id) => {
    const node = index.node(id);
    if (node === undefined) return [];
    const path = ["nodes", id];
    return ofNode(id, [...byKind(index, path, id, node), ...contextProblems(index, path, node)]);
  });
}

function byKind(index: GraphIndex, path: Path, id: string, node: WorkflowNode): readonly GraphProblem[] {
  switch (node.kind) {
    case "stage":
    case "subagent":
    case "command":
    case "verify":
    case "workflow":
      return workProblems(index, path, node);
    case "map":
      return mapProblems(index, path, node);
    case "reduce":
      return reduceProblems(index, path, node);
    case "condition":
      return edgesOn(index, id, ["true", "false"]).length > 0
        ? []
        : [graphError(path, "a condition needs an edge on true or on false, else it decides nothing")];
    case "fork":
      return edgesOn(index, id, ["success"]).length > 1 || index.out(id).some(({ edge }) => !isForward(edge))
        ? []
        : [graphWarning(path, "a fork without two edges begins no branches")];
    case "wait":
      return (node.forMs === undefined) === (node.until === undefined)
        ? [graphError(path, "a wait needs one of `forMs` and `until`")]
        : [];
    case "join":
    case "approval":
    case "escalation":
      return [];
  }
}

function edgesOn({ out }: GraphIndex, id: string, branches: readonly string[]) {
  return out(id).filter(({ edge }) => branches.includes(branchOf(edge)));
}

function mapProblems(index: GraphIndex, path: Path, node: MapNode): readonly GraphProblem[] {
  const { strategy = "all", atLeast, maxItems, items, context, surplus } = node;
  const found: GraphProblem[] = [];
  const wrong = (field: string, message: string) => found.push(graphError([...path, field], message));
  if ((items === undefined) === (context === undefined)) {
    found.push(graphError(path, "a map needs one of `items` and `context`: the list, or which artifacts"));
  }
  if (strategy === "quorum" && atLeast === undefined) wrong("strategy", "a quorum needs `atLeast`");
  if (strategy !== "quorum" && atLeast !== undefined) wrong("atLeast", `says nothing for \`${strategy}\``);
  if (atLeast !== undefined && maxItems !== undefined && atLeast > maxItems) {
    wrong("atLeast", `can never be reached: there are ${maxItems} items at most`);
  }
  if (surplus !== undefined && maxItems === undefined) {
    found.push(graphWarning([...path, "surplus"], "has hardly an effect without `maxItems`"));
  }
  return [
    ...found,
    ...contractProblems([...path, "contract"], node.contract, node),
    ...workProblems(index, [...path, "do"], node.do),
  ];
}

function reduceProblems(index: GraphIndex, path: Path, node: ReduceNode): readonly GraphProblem[] {
  const { concat, template, stage, items, context, contract } = node;
  const found: GraphProblem[] = [];
  const ways = [concat, template, stage].filter((way) => way !== undefined).length;
  if (ways !== 1) found.push(graphError(path, "a reduce needs one of `concat`, `template` and `stage`"));
  if ((items === undefined) === (context === undefined)) {
    found.push(graphError(path, "a reduce needs one of `items` and `context`: the list, or which artifacts"));
  }
  if (stage === undefined && contract?.output?.repairTurns !== undefined) {
    found.push(
      graphError([...path, "contract", "output", "repairTurns"], "only a `stage` can mend its output"),
    );
  }
  const agent = stage === undefined ? [] : agentProblems(index, [...path, "stage"], stage);
  return [...found, ...agent, ...contractProblems([...path, "contract"], contract, { ...node, ...stage })];
}

function contextProblems(index: GraphIndex, path: Path, node: WorkflowNode): readonly GraphProblem[] {
  const context = "context" in node ? node.context : undefined;
  const { nodes = [], includeKinds, maxTokens, reserveTokens } = context ?? {};
  const place = [...path, "context"];
  const tooMuch = maxTokens !== undefined && reserveTokens !== undefined && reserveTokens >= maxTokens;
  return [
    ...nodes.flatMap((one, at) => unknownNode(index, [...place, "nodes", at], one)),
    ...(context?.nodes?.length === 0 || includeKinds?.length === 0
      ? [graphError(place, "an empty list selects nothing; leave the context out, or the list")]
      : []),
    ...(tooMuch ? [graphError([...place, "reserveTokens"], "leaves no room of `maxTokens`")] : []),
  ];
}
