import type { StoredRecord } from "../core/journal/record.ts";
import { summaryOf } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import { environmentNames } from "./harn-facts.ts";
import { type HarnNotification, harnWorkerUpdate } from "./harn-worker-update.ts";

/** How hosts of Harn's are told of a change: `session/update` and `progress`, in that order. */
export function harnHostFormat(
  change: { readonly worker: Worker; readonly stored: StoredRecord; readonly task: string },
  session: { readonly sessionId: string; readonly script?: string },
): readonly HarnNotification[] {
  const { worker, stored, task } = change;
  const { seq, position, at, record } = stored;
  const update = { ...session, seq, position, at, transition: record.type };
  const facts = {
    history: [task],
    env: environmentNames(worker.request),
  };
  return harnWorkerUpdate(summaryOf(worker), update, facts);
}
