import { nodeIn } from "../core/worker/node-call.ts";
import { isSettled } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { LegateError } from "../ports/failure.ts";

/**
 * The question that somebody answers: the one named by its id, its call or its step, or the only open one. It is
 * the question that is open now; a later one about the same call is another question.
 */
export function questionMeant(worker: WorkerSummary, named: string | undefined): string {
  if (named === undefined) return onlyQuestion(worker);
  const ofStep = worker.questions.filter(({ call }) => nodeIn(call) === named);
  const meant = worker.questions.find(({ call }) => call === named) ?? onlyOne(ofStep);
  return meant?.approval ?? named;
}

/** The visit of the step that asked for help which somebody names by either. */
export function visitMeant({ escalations }: WorkerSummary, named: string): string {
  if (escalations.some(({ visit }) => visit === named)) return named;
  return onlyOne(escalations.filter(({ visit }) => nodeIn(visit) === named))?.visit ?? named;
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/**
 * A no is also for what a node of its workflow escalated: where that is named, or all that it rests for. Not at
 * work: somebody else may have answered the question that the no was for.
 */
export function isHelpMeant(worker: WorkerSummary, named: string | undefined): boolean {
  const { questions, escalations, waitingOn } = worker;
  if (named === undefined) return questions.length === 0 && waitingOn === "input";
  const visit = visitMeant(worker, named);
  if (escalations.some((one) => one.visit === visit)) return true;
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
