import { bodyOf } from "../../core/artifacts/artifact.ts";
import { callIdOf } from "../../core/worker/node-call.ts";
import type { ApprovalNode, EscalationNode } from "../../core/workflow/person-nodes.ts";
import { askedRecord } from "../asking.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";

/** A question like that about a call: durable, answered once, by whoever may. */
export function beginApproval(at: Beginning, node: ApprovalNode): Begun {
  const asked = at.scope.render(node.question);
  if (!asked.ok) return at.fails(EXPRESSION_FAILED, `question: ${asked.reason}`);
  const shown = at.scope.artifacts.map((artifact) => `${artifact.title}: ${bodyOf(artifact)}`);
  const question = [asked.text.trim(), ...shown].join("\n\n");
  const { onAsk } = at.worker.request;
  if (onAsk !== "park")
    return at.fails(
      "approval-needed",
      `it needs a person's yes, and there is nobody to ask (--on-ask ${onAsk})`,
    );
  const key = at.key(question);
  const instead = at.instead(key);
  if (instead !== undefined) return instead;
  const digest = at.ports.hasher.digest(question);
  const started = at.started(key, {
    artifacts: at.scope.artifacts.map(({ id }) => id),
    does: { question, digest },
    ...at.until(node.timeoutMs),
  });
  const call = callIdOf(at.visit.id, started.attempt);
  return { records: [started, askedRecord(at.ports, at.worker, { call, digest, question })] };
}

/** Rests until a person answers; what they say is what goes on. */
export function beginEscalation(at: Beginning, node: EscalationNode): Begun {
  const reason = at.scope.render(node.reason);
  if (!reason.ok) return at.fails(EXPRESSION_FAILED, `reason: ${reason.reason}`);
  const { level, queue } = node;
  const to = [...(level === undefined ? [] : [level]), ...(queue === undefined ? [] : [queue])].join(", ");
  const prompt = to === "" ? reason.text.trim() : `${reason.text.trim()} (${to})`;
  const key = at.key(prompt);
  return at.instead(key) ?? { records: [at.started(key, { prompt, ...at.until(node.timeoutMs) })] };
}
