import type { WorkerRecord } from "../../core/journal/record.ts";
import type { Json } from "../../core/json.ts";
import { isOnlyDone, runOf } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import type { Drive } from "../drive.ts";
import { Scope } from "./scope.ts";

/** What the run answers with, worked out once and recorded; a run whose outputs cannot be has failed. */
export function finishWorkflow({ held, ports }: Drive): WorkerRecord {
  const { graph } = runOf(held.worker);
  if (isOnlyDone(held.worker, scheduleOf(runOf(held.worker))))
    return { type: "workflow.finished", outputs: {} };
  const scope = new Scope(ports.expressions, held.worker, { id: "outputs", node: "", number: 1, from: [] });
  const outputs: Record<string, Json> = {};
  for (const [name, source] of Object.entries(graph.outputs)) {
    const found = scope.evaluate(source);
    if (!found.ok) return { type: "workflow.finished", problem: `outputs.${name}: ${found.reason}` };
    outputs[name] = found.value;
  }
  return { type: "workflow.finished", outputs };
}
