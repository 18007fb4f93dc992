import type { WorkerRecord } from "../journal/record.ts";
import type { Worker } from "./worker.ts";

/**
 * What the cycle is for that this record begins, in the words of whoever asked: without the artifacts that the
 * model is shown with it. `before` is the worker just before the record.
 */
export function cycleTask(record: WorkerRecord & { type: "cycle.started" }, before: Worker): string {
  const { cycle, inputs: ids = [], input } = record;
  const said = before.inputs.filter(({ id }) => ids.includes(id)).map(({ text }) => text);
  const { task, artifacts = [] } = before.request;
  if (cycle === 1 && artifacts.length === 0) return input;
  const words = cycle === 1 ? [task, ...said] : said;
  return words.length === 0 ? input : words.join("\n\n");
}
