import type { WorkerId } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { WorkflowGraph } from "../workflow/graph.ts";

/** What a worker that runs a workflow was asked to run. */
export interface WorkflowRequest {
  readonly graph: WorkflowGraph;
  /** Of the whole graph. */
  readonly digest: string;
  /** Every declared input, defaults filled in. */
  readonly inputs: JsonObject;
  /** Whose results are taken over where they fit. */
  readonly after?: TakenOver;
}

export interface TakenOver {
  readonly worker: WorkerId;
  /** These nodes, and all that comes after them, are done anew. @default none */
  readonly from?: readonly string[];
  /** This node alone is done; all before it must have results, and nothing after it begins. */
  readonly only?: string;
}
