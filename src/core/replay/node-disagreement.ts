import type { NodeRecord } from "../journal/node-record.ts";
import type { WorkerRecord } from "../journal/record.ts";
import type { Moment } from "../worker/step.ts";
import type { Worker } from "../worker/worker.ts";
import { type NodeAction, runOf, workflowActions } from "../worker/workflow-actions.ts";
import { scheduleOf } from "../workflow/run/run.ts";

export function isNodeRecord(record: WorkerRecord): record is NodeRecord {
  return record.type.startsWith("node.") || record.type === "workflow.finished";
}

/** Why this record of a workflow does not follow from its graph and what had happened; nothing when it does. */
export function nodeDisagreement(worker: Worker, moment: Moment, record: NodeRecord): string | undefined {
  if (worker.run === undefined) return "it runs no workflow";
  const actions = workflowActions(worker, moment);
  if (record.type === "workflow.finished")
    return actions.some((action) => action.do === "finish")
      ? undefined
      : `the run is not over: ${said(actions)}`;
  const isUnderWay = scheduleOf(runOf(worker)).running.has(record.visit);
  const mayBegin = actions.some((action) => isBegunBy(action, record.visit));
  const begins = record.type === "node.started" || (record.type === "node.settled" && !isUnderWay);
  if (begins ? mayBegin : isUnderWay) return undefined;
  return begins ? `${record.visit} may not begin here: ${said(actions)}` : `${record.visit} is not under way`;
}

/** Also once more, by a driver that goes on where one died while it asked a model. */
function isBegunBy(action: NodeAction, visit: string): boolean {
  if (action.do === "ask") return action.running.visit.id === visit;
  return action.do === "begin" && action.visit.id === visit;
}

/** Whether this record of a call, a place, or what a person said is one that a node comes to now. */
export function isOfNode(worker: Worker, moment: Moment, record: WorkerRecord): boolean {
  if (!("call" in record) && !OF_NODES.includes(record.type)) return false;
  return workflowActions(worker, moment).some((action) => {
    if (action.do === "begin" || action.do === "finish") return record.type === "workspace.opened";
    if (action.do === "call") return "call" in record && action.call.id === record.call;
    const { type } = record;
    return action.do === "judge" && (type === "input.delivered" || type === "workspace.checkpointed");
  });
}

const OF_NODES: readonly string[] = ["workspace.opened", "workspace.checkpointed", "input.delivered"];

function said(actions: readonly NodeAction[]): string {
  const begin = actions.flatMap((action) => (action.do === "begin" ? [action.visit.id] : []));
  return begin.length === 0 ? "nothing may begin" : `what may begin is ${begin.slice(0, 5).join(", ")}`;
}
