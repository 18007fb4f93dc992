import { askedNow, mayAnswer, yesLacking } from "../policy/approvers.ts";
import type { Call, Question } from "./call.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision, type DecisionContext, refused } from "./decision.ts";
import { approversOf } from "./node-call.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

type Answer = Command & { readonly type: "approve" | "deny" };

/** An answer is for exactly one open question of this worker, from somebody who may answer it; it counts once. */
export function answer(worker: Worker, command: Answer, context: DecisionContext): Decision {
  if (isSettled(worker.status.status)) {
    const closed = `${worker.request.name} is ${worker.status.status}; its questions are closed`;
    return refused("worker-settled", closed);
  }
  const call = questionedCall(worker, command.approval);
  if (call === undefined) return refused("no-such-approval", `${command.approval} is not an open question`);
  if (call.state.state !== "asking")
    return refused("already-answered", `${command.approval} was answered before`);
  return answered(worker, command, call, call.state.question, context);
}

/**
 * The call that a question is about, by the question's id: the call's own would also mean a question that is
 * asked later, which whoever answers has not seen. One that was answered is found by either.
 */
export function questionedCall({ calls }: Worker, approval: string): Call | undefined {
  return calls.find(({ id, state }) => {
    if (state.state !== "asking" && state.state !== "approved") return false;
    return state.question.approval === approval || (state.state === "approved" && id === approval);
  });
}

function answered(
  worker: Worker,
  command: Answer,
  { id }: Call,
  question: Question,
  { always }: DecisionContext,
): Decision {
  const { by, surface, type } = command;
  const chain = approversOf(worker, id);
  if (!mayAnswer(chain, by, question)) {
    const asked = askedNow(chain, question);
    const who = asked === "any" ? "anybody" : asked.join(", ");
    return refused("not-an-approver", `${by} may not answer this; asked are: ${who}`);
  }
  if (type === "approve" && question.yes.includes(by)) {
    const more = yesLacking(chain, question);
    return refused("already-answered", `${by} said yes already; it takes ${more} more`);
  }
  if (type === "approve" && always?.ok === false) return refused("no-such-rule", always.reason);
  const rules = type === "approve" && always?.ok === true ? { always: always.rules } : {};
  const reason = type === "deny" && command.reason !== undefined ? { reason: command.reason } : {};
  const { approval, digest } = question;
  const said = { approval, call: id, digest, answer: type, by, surface, ...reason, ...rules } as const;
  return accepted([{ type: "approval.answered", ...said }]);
}
