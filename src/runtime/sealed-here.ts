import type { AuditRecord } from "../core/journal/audit-record.ts";
import { evolveRecords } from "../core/worker/evolve-records.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/**
 * The first seal of this place behind a life that was taken over, by a fork or an import, and the worker after
 * it: in the commit that makes the worker, so that nobody without the key can pretend that one was taken over.
 */
export function sealedHere(
  { auditor }: Pick<RuntimePorts, "auditor">,
  worker: Worker,
  at: string,
): { readonly seal: AuditRecord; readonly sealed: Worker } {
  const seal = auditor.seal({ worker: worker.id, at, place: worker.seq + 1 }, worker.audit);
  return { seal, sealed: evolveRecords(worker, [seal], at) };
}
