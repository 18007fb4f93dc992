import { isSettled } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { LegateError } from "../ports/failure.ts";

/**
 * The question that somebody answers: the one named by its id or its call, or the only open one. It is the
 * question that is open now; a later one about the same call is another question.
 */
export function questionMeant(worker: WorkerSummary, named: string | undefined): string {
  if (named === undefined) return onlyQuestion(worker);
  return worker.questions.find(({ call }) => call === named)?.approval ?? named;
}

/**
 * A no is also for what a node of its workflow escalated: where that is named, or all that it rests for. Not at
 * work: somebody else may have answered the question that the no was for.
 */
export function isHelpMeant({ questions, waitingOn }: WorkerSummary, named: string | undefined): boolean {
  if (named === undefined) return questions.length === 0 && waitingOn === "input";
  return named.includes("#") && questions.every(({ call, approval }) => call !== named && approval !== named);
}

function onlyQuestion(worker: WorkerSummary): string {
  const { name, questions } = worker;
  const [first, ...others] = questions;
  if (first === undefined) throw new LegateError("not-allowed-now", `${name} ${whyNone(worker)}.`);
  if (others.length === 0) return first.approval;
  const open = questions.map(({ call, question }) => `${call} (${question})`).join(", ");
  throw new LegateError("bad-input", `${name} asks several questions: ${open}. Name the call you mean.`);
}

function whyNone({ status, waitingOn }: WorkerSummary): string {
  if (isSettled(status)) return `is ${status}; its questions are closed`;
  return waitingOn === "input" ? "waits to be told something: `legate send`" : "asks nothing now";
}
