import { itemsOf } from "../append-only.ts";
import { NO_RESERVATION } from "../budget/ledger.ts";
import { forgo, reserve, settle } from "../budget/reserve.ts";
import type { TranscriptRecord } from "../journal/transcript-record.ts";
import { placeAfter } from "../transcript/compact.ts";
import type { Message } from "../transcript/message.ts";
import { shortened } from "../transcript/shorten.ts";
import { addCost } from "../usage/cost.ts";
import { addUsage } from "../usage/usage.ts";
import { withMessages } from "./messages.ts";
import { isChargeable } from "./retry.ts";
import type { Worker } from "./worker.ts";

/** What it means for a worker that its conversation is told in short. Nothing but the conversation changes. */
export function evolveTranscript(worker: Worker, record: TranscriptRecord, at: string): Worker {
  if (record.type === "transcript.compacting") {
    return {
      ...worker,
      compaction: { ...worker.compaction, attempts: record.attempt },
      ledger: reserve(worker.ledger, record.reserved ?? NO_RESERVATION),
      times: { ...worker.times, doingSince: at },
    };
  }
  const { replaced, results = [] } = record;
  const shortening = replaced === undefined ? { results } : { replaced, results };
  const told = withMessages(worker, shortened(itemsOf<Message>(worker.messages), shortening));
  const { turn } = worker;
  return {
    ...charged(told, record),
    compaction: { attempts: 0, done: worker.compaction.done + 1 },
    inputAt: replaced === undefined ? worker.inputAt : placeAfter(replaced, worker.inputAt),
    turn:
      turn.phase === "failed"
        ? { phase: "retrying", turn: turn.turn, attempt: turn.attempt, retryAfterMs: 0 }
        : turn,
  };
}

/** What telling it took. A model that failed may have worked, by the class of its failure. */
function charged(worker: Worker, record: TranscriptRecord & { type: "transcript.compacted" }): Worker {
  const { usage, cost, instead, durationMs = 0 } = record;
  const cycleActiveMs = worker.cycleActiveMs + durationMs;
  if (usage === undefined || cost === undefined) {
    if (worker.compaction.attempts === 0) return worker;
    const mayHaveCost = instead?.error === undefined || isChargeable(instead.error.class);
    return { ...worker, cycleActiveMs, ledger: forgo(worker.ledger, mayHaveCost, durationMs) };
  }
  return {
    ...worker,
    cycleActiveMs,
    ledger: settle(worker.ledger, usage, cost.known ? cost.usd : 0, durationMs),
    totals: {
      ...worker.totals,
      usage: addUsage(worker.totals.usage, usage),
      cost: addCost(worker.totals.cost, cost),
    },
  };
}
