import type { ConditionNode, ForkNode, JoinNode, WaitNode } from "../flow-nodes.ts";
import type { WorkflowCallNode } from "../work-node.ts";
import { joinOf } from "./nodes.ts";
import type { CallOptions, ChooseOptions, Place, WaitOptions } from "./options.ts";
import { isRef, pathOf } from "./ref.ts";

/** Nodes that work nothing themselves: they choose, begin branches, bring them together, wait or call. */
export function conditionNode({ if: condition }: ChooseOptions): ConditionNode {
  return { kind: "condition", if: condition.expression };
}

export function forkNode(): ForkNode {
  return { kind: "fork" };
}

export function joinNode({ join }: Pick<Place<string>, "join">): JoinNode {
  return { kind: "join", join: joinOf(join) };
}

export function waitNode({ forMs, until }: WaitOptions): WaitNode {
  if (until === undefined) return { kind: "wait", ...(forMs === undefined ? {} : { forMs }) };
  return { kind: "wait", until: isRef(until) ? pathOf(until) : JSON.stringify(until) };
}

/** `name` is that under which the graph has the other workflow. */
export function callNode(
  name: string,
  { with: given, retry, timeoutMs }: CallOptions<object>,
): WorkflowCallNode {
  const values = Object.entries(given ?? {}).map(([input, one]) => [input, expressionOf(one)] as const);
  return {
    kind: "workflow",
    workflow: name,
    ...(values.length === 0 ? {} : { with: Object.fromEntries(values) }),
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function expressionOf(one: unknown): string {
  return isRef(one) ? pathOf(one) : JSON.stringify(one);
}
