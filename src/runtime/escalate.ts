import type { WorkerRecord } from "../core/journal/record.ts";
import { type Call, nextEscalation } from "../core/worker/call.ts";
import type { Drive } from "./drive.ts";

/** Nobody answered in time: others are asked, too. */
export async function escalate({ held }: Pick<Drive, "held">, calls: readonly Call[]): Promise<void> {
  const records = calls.flatMap((call): WorkerRecord[] => {
    const next = nextEscalation(call);
    if (next === undefined || call.state.state !== "asking") return [];
    const { approval } = call.state.question;
    return [{ type: "approval.escalated", approval, call: call.id, to: next.to }];
  });
  await held.append(records);
}
