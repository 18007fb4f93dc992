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

function onlyQuestion({ name, questions }: WorkerSummary): string {
  const [first, ...others] = questions;
  if (first === undefined) throw new LegateError("not-allowed-now", `${name} asks nothing now.`);
  if (others.length === 0) return first.approval;
  const open = questions.map(({ call, question }) => `${call} (${question})`).join(", ");
  throw new LegateError("bad-input", `${name} asks several questions: ${open}. Name the call you mean.`);
}
