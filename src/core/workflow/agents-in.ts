import type { AgentWork } from "./agent-work.ts";
import type { WorkflowGraph } from "./graph.ts";
import type { MapWork } from "./map-node.ts";
import type { WorkflowNode } from "./node.ts";

/** What an agent of a workflow is asked, and where in the graph. */
export interface PlacedAgent {
  readonly path: readonly string[];
  readonly work: AgentWork;
}

/** Every agent that a run may ask, those of maps, reviews, reduces and called workflows included. */
export function agentsIn({ nodes, workflows = {} }: WorkflowGraph): readonly PlacedAgent[] {
  return [
    ...Object.entries(nodes).flatMap(([id, node]) => below(["nodes", id], ofNode(node))),
    ...Object.entries(workflows).flatMap(([name, called]) => below(["workflows", name], agentsIn(called))),
  ];
}

/** What a worker names as its model that asks none. */
export const NO_MODEL = "none";

/** The model of the first agent, where each of them names one: then a run needs no other. Where there are no agents, none. */
export function namedModel(graph: WorkflowGraph): string | undefined {
  const models = agentsIn(graph).map(({ work }) => work.model);
  if (models.length === 0) return NO_MODEL;
  return models.includes(undefined) ? undefined : models[0];
}

function ofNode(node: WorkflowNode | MapWork): readonly PlacedAgent[] {
  switch (node.kind) {
    case "stage":
    case "subagent":
      return [{ path: [], work: node }];
    case "verify":
      return node.review === undefined ? [] : [{ path: ["review"], work: node.review }];
    case "reduce":
      return node.stage === undefined ? [] : [{ path: ["stage"], work: node.stage }];
    case "map":
      return below(["do"], ofNode(node.do));
    default:
      return [];
  }
}

function below(path: readonly string[], agents: readonly PlacedAgent[]): readonly PlacedAgent[] {
  return agents.map((agent) => ({ ...agent, path: [...path, ...agent.path] }));
}
