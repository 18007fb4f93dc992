import { canonicalJson } from "../json.ts";
import { answeredQuestion, type Call } from "./call.ts";
import { turnOver } from "./evolve-calls.ts";
import type { Worker } from "./worker.ts";

/** Calls of the present turn that have no outcome will have none: each is answered with why. */
export function abandonCalls(worker: Worker, reason: string): Worker {
  if (worker.calls.length === 0) return worker;
  if (worker.run !== undefined) return { ...worker, calls: [] };
  const calls = worker.calls.map((call) => abandoned(call, reason));
  return turnOver({ ...worker, calls });
}

function abandoned(call: Call, reason: string): Call {
  const { state } = call;
  if (state.state === "settled") return call;
  const question = state.state === "asking" ? state.question : answeredQuestion(call);
  const doubted = question?.unknown === true;
  const error = doubted ? "outcome_unknown" : "not_run";
  const text = canonicalJson({ error, tool: call.tool, reason });
  return { ...call, state: { state: "settled", text, isError: true } };
}
