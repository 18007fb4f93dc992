import type { CapabilityPolicy } from "../../policy/capability-policy.ts";
import { exceeding } from "../../policy/exceeding.ts";
import { narrow } from "../../policy/narrow.ts";
import { completed, type PolicyRequest } from "../../policy/policy-request.ts";
import type { WorkflowNode } from "../node.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, ofNode, type Path } from "./graph-problem.ts";

/** What the graph asks beyond the ceiling it will run under, and its nodes beyond the graph. */
export function policyProblems(index: GraphIndex, ceiling: CapabilityPolicy): readonly GraphProblem[] {
  const { policy } = index.graph;
  const bound = narrow(ceiling, completed(policy));
  return [
    ...excess(["policy"], ceiling, policy, "the ceiling"),
    ...index.ids.flatMap((id) => {
      const node = index.node(id);
      const asked = node === undefined ? [] : policiesOf(node);
      return ofNode(
        id,
        asked.flatMap(({ path, policy: one }) => excess(["nodes", id, ...path], bound, one, "the workflow")),
      );
    }),
  ];
}

function excess(path: Path, bound: CapabilityPolicy, request: PolicyRequest | undefined, whose: string) {
  if (request === undefined) return [];
  return exceeding(bound, request).map((item) => {
    const dimension = item.slice(0, item.indexOf(":")).split(".");
    return graphError([...path, ...dimension], `more than ${whose} has: ${item}`);
  });
}

interface Asked {
  readonly path: Path;
  readonly policy: PolicyRequest | undefined;
}

function policiesOf(node: WorkflowNode): readonly Asked[] {
  switch (node.kind) {
    case "stage":
    case "subagent":
      return [{ path: ["policy"], policy: node.policy }];
    case "verify":
      return [{ path: ["review", "policy"], policy: node.review?.policy }];
    case "reduce":
      return [{ path: ["stage", "policy"], policy: node.stage?.policy }];
    case "map":
      return policiesOf(node.do).map(({ path, policy }) => ({ path: ["do", ...path], policy }));
    case "condition":
    case "fork":
    case "join":
    case "wait":
    case "command":
    case "approval":
    case "escalation":
    case "workflow":
      return [];
  }
}
