import type { Call } from "./call.ts";
import type { Worker } from "./worker.ts";

/** A worker none of whose children is where it is now: a call that waits for them is answered so. */
export function withoutChildren(worker: Worker): Worker {
  const { ledger } = worker;
  return { ...worker, children: [], calls: worker.calls.map(unawaited), ledger: { ...ledger, lent: [] } };
}

function unawaited(call: Call): Call {
  if (call.state.state !== "awaiting") return call;
  return { ...call, state: { state: "settled", text: NO_CHILDREN, isError: true } };
}

const NO_CHILDREN =
  '{"error":"no_such_children","reason":"this worker was copied or moved, and its children were not"}';
