import type { StoredRecord } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import { cycleTask } from "../core/worker/cycle-task.ts";
import { evolve, fold } from "../core/worker/evolve.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import { summaryOf } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import { environmentNames } from "./harn-facts.ts";
import { harnHandle } from "./harn-handle.ts";

/** A worker as a handle of Harn's, from its whole journal: with what each of its cycles was for. */
export function harnHandleOf(records: readonly StoredRecord[]): JsonObject {
  const worker = fold(records);
  if (worker === undefined) throw new Error("a worker without records");
  return harnHandle(summaryOf(worker), {
    history: historyOf(records, worker.request),
    env: environmentNames(worker.request),
  });
}

/** The task of every cycle that was begun, here or where it was imported from; before the first, its task. */
function historyOf(records: readonly StoredRecord[], request: WorkerRequest): readonly string[] {
  const tasks: string[] = [];
  let worker: Worker | undefined;
  for (const stored of records) {
    const { record } = stored;
    if (record.type === "cycle.started" && worker !== undefined) tasks.push(cycleTask(record, worker));
    if (record.type === "worker.imported" && record.from.format === "harn")
      tasks.push(...record.from.past.tasks);
    worker = evolve(worker, stored);
  }
  return tasks.length === 0 ? [request.task] : tasks;
}
