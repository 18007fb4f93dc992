import type { WorkerSummary } from "../core/worker/summary.ts";
import { oneLine } from "./render/plain-text.ts";
import { shortId } from "./render/short-id.ts";
import { emphasised, statusWords } from "./render/status-words.ts";
import type { Style } from "./render/style.ts";

/** `name (id): state` in one line, for commands that changed something. */
export function showState(worker: WorkerSummary, style: Style): string {
  return `${oneLine(worker.name)} (${shortId(worker.id)}): ${emphasised(worker, statusWords(worker, 400), style)}`;
}
