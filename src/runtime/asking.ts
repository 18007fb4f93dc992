import type { CallRecord, Escalation } from "../core/journal/call-record.ts";
import type { Worker } from "../core/worker/worker.ts";
import { later } from "./moment.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

type Asked = CallRecord & { readonly type: "approval.asked" };

/** A question as it is recorded: with its own id, and when others are asked if nobody answers. */
export function askedRecord(
  { clock }: Pick<RuntimePorts, "clock">,
  worker: Worker,
  about: Pick<Asked, "call" | "digest" | "question" | "unknown">,
): Asked {
  const escalations = escalationsOf(worker, (ms) => later(clock, ms));
  return {
    type: "approval.asked",
    approval: `approval_${clock.uuid()}`,
    ...about,
    ...(escalations.length === 0 ? {} : { escalations }),
  };
}

/** Each ancestor's own, the earliest first. */
function escalationsOf({ ceiling }: Worker, after: (ms: number) => string): readonly Escalation[] {
  return ceiling.approvals
    .flatMap(({ approvers }) => approvers?.escalation ?? [])
    .map(({ afterMs, to }) => ({ at: after(afterMs), to }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
