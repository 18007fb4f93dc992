import type { ConditionNode, ForkNode, JoinNode, WaitNode } from "./flow-nodes.ts";
import type { MapNode } from "./map-node.ts";
import type { ApprovalNode, EscalationNode } from "./person-nodes.ts";
import type { ReduceNode } from "./reduce-node.ts";
import type { CommandNode, StageNode, SubagentNode, VerifyNode, WorkflowCallNode } from "./work-node.ts";

/** One node, by its kind. A kind has only the fields that do something in it. */
export type WorkflowNode =
  | StageNode
  | VerifyNode
  | ConditionNode
  | ForkNode
  | JoinNode
  | MapNode
  | ReduceNode
  | SubagentNode
  | EscalationNode
  | ApprovalNode
  | CommandNode
  | WaitNode
  | WorkflowCallNode;
