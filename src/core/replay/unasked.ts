import type { WorkerRecord } from "../journal/record.ts";
import type { Worker } from "../worker/worker.ts";

/** Why nobody waited for this answer: one of a model that was not asked, or an outcome of a call that was not begun. */
export function unasked(worker: Worker | undefined, record: WorkerRecord): string | undefined {
  switch (record.type) {
    case "turn.completed":
    case "turn.failed":
      return worker?.turn.phase === "asking" ? undefined : "its model was not asked anything";
    case "call.finished": {
      const state = worker?.calls.find(({ id }) => id === record.call)?.state.state;
      return state === "running" || state === "awaiting" ? undefined : `${record.call} was not begun`;
    }
    default:
      return undefined;
  }
}
