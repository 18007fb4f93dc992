import type { Call } from "../core/worker/call.ts";
import { isAnswered } from "../core/worker/children.ts";
import { steers } from "../core/worker/inputs.ts";
import type { Worker } from "../core/worker/worker.ts";
import { childResults } from "./child-results.ts";
import type { Drive } from "./drive.ts";
import { finished } from "./finished-call.ts";

/** Calls that waited for children get their answer: how each of them is, also those that still work. */
export async function answerWaits({ held, ports }: Drive, calls: readonly Call[]): Promise<void> {
  await held.append((worker) =>
    calls.map((call) => finished(ports.hasher, call, answerFor(worker, call), 0).record),
  );
}

function answerFor(worker: Worker, { state }: Call) {
  if (state.state !== "awaiting") throw new Error("only a call that waits is answered so");
  const meant = worker.children.filter(({ id }) => state.children.includes(id));
  if (isAnswered(state, worker.children)) return childResults(worker, meant);
  const told = steers(worker.inputs).length > 0;
  const note = told
    ? "You were told something new before they were done: read it, then wait again if you need to"
    : "Time is up, and some are still at work; wait again if you need them";
  return childResults(worker, meant, note);
}
