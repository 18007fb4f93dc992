import type { WorkerRecord } from "../core/journal/record.ts";
import type { Explanation } from "../core/policy/explain.ts";
import { ownerText } from "../core/policy/rule-owner.ts";
import { answeredQuestion, type Call } from "../core/worker/call.ts";
import { repeatRefusal } from "../core/worker/repeat-texts.ts";
import { isBlocked, timesInARow } from "../core/worker/repeats.ts";
import type { Worker } from "../core/worker/worker.ts";
import { askedRecord, unknownQuestion } from "./asking.ts";
import { leaveBy } from "./leave-for-call.ts";
import { type ReadCall, type Refused, refused } from "./read-call.ts";
import { refusedSecret } from "./refused-secret.ts";
import { explainedRuling, rulingOn } from "./rule-on-call.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** The gates of authority and approval, in that order: what is decided about a call, as records. */
export async function judgeCall(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
): Promise<readonly WorkerRecord[]> {
  const { blockRepeats } = worker.request.limits;
  if (isBlocked(worker.repeats, read.exact.digest, blockRepeats)) {
    const reason = repeatRefusal(timesInARow(worker.repeats, read.exact.digest));
    return [refused(call, "repeated_call", `limits.blockRepeats: ${blockRepeats}`, reason)];
  }
  const { facts } = read.prepared;
  const ruling = rulingOn(worker, facts);
  const secret = refusedSecret(worker, facts);
  if (ruling.decision !== "deny" && secret !== undefined)
    return [refused(call, "permission_denied", secret.rule, secret.reason)];
  if (ruling.decision !== "deny" && isDoubtOfAnother(call, read))
    return unknownQuestion(ports, worker, call, read);
  const leave = leaveBy(ruling, call, read, worker);
  if (leave !== undefined) return [allowed(call, read, leave)];
  const explained = await explainedRuling(ports.store, worker, facts);
  if (explained.decision === "ask") return ask(ports, worker, call, read, explained);
  return [forbidden(call, explained, explained.reason ?? "it is not allowed")];
}

/** A person let it run once more, and what it is about changed since: nobody said that they still would. */
function isDoubtOfAnother(call: Call, { questionDigest }: ReadCall): boolean {
  const question = answeredQuestion(call);
  return question?.unknown === true && question.digest !== questionDigest;
}

function ask(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
  explained: Explanation,
): readonly WorkerRecord[] {
  const { rule, owner } = explained;
  switch (worker.request.onAsk) {
    case "deny": {
      const reason =
        "it needs a person's yes, and this worker was started with nobody to ask (--on-ask deny)";
      return [forbidden(call, explained, reason)];
    }
    case "fail": {
      const reason = `${read.exact.summary} needs a person's yes (${rule}), and this worker was started with --on-ask fail`;
      return [forbidden(call, explained, reason), { type: "worker.failed", code: "approval-needed", reason }];
    }
    case "park":
      return [
        { type: "call.decided", call: call.id, decision: "ask", rule, owner, exact: read.exact },
        askedRecord(ports, worker, {
          call: call.id,
          digest: read.questionDigest,
          question: read.exact.summary,
        }),
      ];
  }
}

function allowed(call: Call, read: ReadCall, rule: string): WorkerRecord {
  return { type: "call.decided", call: call.id, decision: "allow", rule, exact: read.exact };
}

/** What authority refuses says whose rule it is: only its owner could have it otherwise. */
function forbidden(call: Call, { rule, owner }: Explanation, reason: string): Refused {
  const told = `${reason} (${ownerText(owner)})`;
  return { ...refused(call, "permission_denied", rule, told), owner };
}
