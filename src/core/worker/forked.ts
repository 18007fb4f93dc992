import { openLedger } from "../budget/ledger.ts";
import type { WorkerRecord } from "../journal/record.ts";
import type { Call } from "./call.ts";
import { forkNotice } from "./notices.ts";
import { NOT_SET_UP } from "./set-up.ts";
import { toldNow } from "./told-now.ts";
import { firstTranscript } from "./transcript-name.ts";
import { entered } from "./transition.ts";
import { withoutChildren } from "./without-children.ts";
import type { Worker } from "./worker.ts";

/**
 * The copy of a worker: its conversation and its results, nobody's driver, no children, no input that was
 * meant for the other one, a workspace of its own yet to be opened, and budgets that count from here. Its conversation has a name of its own.
 * Questions are asked again, since an answer is for one worker only.
 */
export function forked(
  worker: Worker,
  record: WorkerRecord & { readonly type: "worker.forked" },
  at: string,
): Worker {
  const {
    driver: _d,
    visit: _v,
    stopping: _s,
    pausing: _p,
    workspace: _w,
    checkpoint: _c,
    retryAt: _r,
    dropped: _dropped,
    landing: _landing,
    ...rest
  } = worker;
  const { from, atSeq, name, workspace, ceiling } = record;
  const copy: Worker = {
    ...rest,
    request: { ...worker.request, name, workspace, ceiling },
    ceiling,
    authorityRev: 0,
    standing: [],
    forkedFrom: { worker: from, seq: atSeq },
    epoch: 0,
    transcript: firstTranscript(worker.id),
    inputs: [],
    children: [],
    unsaved: [],
    setUp: NOT_SET_UP,
    landings: [],
    releasing: false,
    crashes: 0,
    checks: [],
    ledger: openLedger(ceiling.use.budgets, undefined),
    calls: worker.calls.map(undone),
    times: { createdAt: at, updatedAt: at, doingSince: at },
  };
  return toldNow(goingOn(withoutChildren(copy)), forkNotice(from));
}

/** What it waited for was the other one's: it looks again at what is to be done. */
function goingOn(copy: Worker): Worker {
  const { status } = copy;
  if (status.status !== "waiting" || ["limit", "input"].includes(status.on)) return copy;
  return entered(copy, { status: "running" });
}

/** What its driver had begun is an orphan here, and is settled by its class; what was asked is asked anew. */
function undone(call: Call): Call {
  const { state } = call;
  switch (state.state) {
    case "running":
      return { ...call, state: { ...state, epoch: 0 } };
    case "asking":
    case "unasked":
    case "approved":
      return { ...call, state: { state: "undecided" } };
    default:
      return call;
  }
}
