import type { WorkerSummary } from "../../core/worker/summary.ts";
import { plainText } from "./plain-text.ts";
import { fields, renderRunSummary } from "./run-summary.ts";
import type { Style } from "./style.ts";

/** Everything a person wants to know of one worker: the task first, then how it stands. */
export function renderCard(worker: WorkerSummary, style: Style): string[] {
  const task = plainText(worker.task.trim()).split("\n");
  return [
    style.bold("Task"),
    ...task.map((line) => `  ${line}`.trimEnd()),
    "",
    ...fields(facts(worker), style),
    ...renderRunSummary(worker, undefined, style),
  ];
}

function facts(worker: WorkerSummary): [string, string][] {
  const known: [string, string | null][] = [
    ["agent", worker.agent],
    ["preset", worker.preset],
    ["created", worker.createdAt],
    ["finished", worker.finishedAt],
    ["records", String(worker.seq)],
  ];
  return known.flatMap(([label, value]) =>
    value === null ? [] : [[label, plainText(value)] as [string, string]],
  );
}
