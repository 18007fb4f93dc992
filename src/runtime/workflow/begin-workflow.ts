import { canonicalJson, type Json } from "../../core/json.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { WorkflowCallNode } from "../../core/workflow/work-node.ts";
import type { Drive } from "../drive.ts";
import { born } from "./begin-child.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import { readInputs } from "./read-inputs.ts";

/** Another workflow is run by a worker of its own, in the files of this one. */
export async function beginWorkflow(
  drive: Drive,
  at: Beginning,
  work: Pick<WorkflowCallNode, "workflow" | "with" | "timeoutMs">,
): Promise<Begun> {
  const graph = runOf(at.worker).graph.workflows?.[work.workflow];
  if (graph === undefined) return at.fails("bad-input", `the graph has no workflow ${work.workflow}`);
  const worked = at.worked(work.with);
  if (!worked.ok) return at.fails(EXPRESSION_FAILED, worked.reason);
  const inputs = readInputs(at.ports, graph, worked.values ?? {});
  if (!inputs.ok) return at.fails("contract-broken", inputs.reason);
  const digest = at.ports.hasher.digest(canonicalJson(graph as unknown as Json));
  const key = at.key([digest, inputs.inputs]);
  const instead = at.instead(key);
  if (instead !== undefined) return instead;
  const asked = {
    ...(worked.values === undefined ? {} : { with: worked.values }),
    ...at.until(work.timeoutMs),
  };
  const { policy, approvals, budgets, model } = graph;
  const place = { workspace: "shared", ...(budgets === undefined ? {} : { budgets }) } as const;
  return born(drive, at, key, asked, place, {
    task: graph.description ?? graph.name,
    workflow: { graph, digest, inputs: inputs.inputs },
    ...(model === undefined ? {} : { model }),
    ...(policy === undefined ? {} : { policy }),
    ...(approvals === undefined ? {} : { approvals }),
  });
}
