import type { JsonObject } from "../json.ts";
import type { ApprovalPolicy } from "../policy/approval-policy.ts";
import type { Budgets } from "../policy/capability-policy.ts";
import type { PolicyRequest } from "../policy/policy-request.ts";
import type { Edge } from "./edge.ts";
import type { Expression } from "./expression.ts";
import type { InputDeclaration } from "./input-declaration.ts";
import type { WorkflowNode } from "./node.ts";

/** Raise it when a meaning changes; what was released is read for ever. */
export const GRAPH_VERSION = 1;

/**
 * A workflow as every front end hands it over and as it is run: nodes that do something and edges that
 * say what follows. Plain JSON, complete by itself (the workflows it calls and schemas are in it by value), so
 * that its digest names all that it does.
 *
 * W1. A run begins with a first visit of each node in `start`. A node begins when its join is satisfied
 *     (`join-policy.ts`) and is done when its outcome is recorded; then each of its edges is taken or
 *     closed (`edge.ts`). Nodes that may begin at the same time do.
 * W2. A node that ends in `failure`, without an edge that is taken then, fails the run: nothing new begins,
 *     what is under way is asked to end, and the run's reason names the node.
 * W3. A run is completed when nothing is under way and nothing may begin. `outputs` is evaluated then.
 * W4. A run that used up `maxSteps`, or a bounded edge without an `exhausted` edge, rests as
 *     `waiting(limit)` with the reason; it is not completed.
 */
export interface WorkflowGraph {
  readonly version: typeof GRAPH_VERSION;
  /** For people, and the name of the run's worker by default. */
  readonly name: string;
  readonly description?: string;
  /** What a caller may hand over: names to declarations. Read as `inputs.<name>`. */
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  /** What a completed run answers with: names to expressions over its steps. */
  readonly outputs: Readonly<Record<string, Expression>>;
  /** Nodes that begin a run, one at least. */
  readonly start: readonly string[];
  /** By id, which is a name (`name.ts`). */
  readonly nodes: Readonly<Record<string, WorkflowNode>>;
  readonly edges: readonly Edge[];
  /** Workflows that its `workflow` nodes call, by name; each complete by itself. @default none */
  readonly workflows?: Readonly<Record<string, WorkflowGraph>>;
  /** `provider/model` of the agents that name none. @default the worker's */
  readonly model?: string;
  /** Narrows what every node may do; met with the worker's ceiling. */
  readonly policy?: PolicyRequest;
  /** Approval rules for every node; they join the worker's. */
  readonly approvals?: ApprovalPolicy;
  /** What the run and all below it may use up. @default the worker's */
  readonly budgets?: Partial<Budgets>;
  /** Visits of nodes in one run, all loops included. @default 4 per node, at least 16 */
  readonly maxSteps?: number;
  /** Nodes (map branches included) that are under way at one time. @default 8 */
  readonly maxConcurrency?: number;
  /** Free labels; never interpreted. */
  readonly metadata?: JsonObject;
}
