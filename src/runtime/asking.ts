import type { CallRecord, Escalation, ExactCall } from "../core/journal/call-record.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { Call } from "../core/worker/call.ts";
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

/** Whether a call may run that may have run before, bound to it and to the present state of what it would change. */
export function unknownQuestion(
  ports: Pick<RuntimePorts, "clock">,
  worker: Worker,
  { id: call }: Pick<Call, "id">,
  { exact, questionDigest: digest }: { readonly exact: ExactCall; readonly questionDigest: string },
): readonly WorkerRecord[] {
  const question = `run it once more? Nobody knows whether this took effect: ${exact.summary}`;
  return [
    { type: "call.decided", call, decision: "ask", rule: "outcome_unknown", exact },
    askedRecord(ports, worker, { call, digest, question, unknown: true }),
  ];
}

/** Each ancestor's own, the earliest first. */
function escalationsOf({ ceiling }: Worker, after: (ms: number) => string): readonly Escalation[] {
  return ceiling.approvals
    .flatMap(({ approvers }) => approvers?.escalation ?? [])
    .map(({ afterMs, to }) => ({ at: after(afterMs), to }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
