import { withFurther } from "../../core/policy/approval-policy.ts";
import { type Ceiling, completed } from "../../core/policy/ceiling.ts";
import { narrow } from "../../core/policy/narrow.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";

/** The ceiling of a run: what its worker may do, met with what its graph says for every node. */
export function ceilingWithin(
  { use, grant, approvals }: Ceiling,
  graph: Pick<WorkflowGraph, "policy" | "approvals" | "budgets">,
): Ceiling {
  const own = narrow(
    completed(graph.policy),
    completed(graph.budgets === undefined ? {} : { budgets: graph.budgets }),
  );
  return {
    use: narrow(use, own),
    grant: narrow(grant, own),
    approvals: withFurther(approvals, graph.approvals === undefined ? [] : [graph.approvals]),
  };
}
