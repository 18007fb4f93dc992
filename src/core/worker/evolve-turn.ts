import { added } from "../append-only.ts";
import type { TurnRecord } from "../journal/record.ts";
import type { AssistantPart } from "../transcript/message.ts";
import { addCost } from "../usage/cost.ts";
import { addUsage } from "../usage/usage.ts";
import type { Call } from "./call.ts";
import type { Worker } from "./worker.ts";

/** What the records of model calls mean for a worker. */
export function evolveTurn(worker: Worker, record: TurnRecord): Worker {
  switch (record.type) {
    case "turn.requested":
      return {
        ...worker,
        turn: { phase: "asking", turn: record.turn, attempt: record.attempt, epoch: worker.epoch },
        prompt: { digest: record.promptDigest, messages: record.promptMessages },
      };
    case "turn.failed":
      return { ...worker, turn: failed(record), faults: worker.faults + (isOurs(record) ? 0 : 1) };
    case "turn.completed":
      return completed(worker, record);
  }
}

function failed(record: TurnRecord & { type: "turn.failed" }): Worker["turn"] {
  const { turn, attempt, error, retryAfterMs } = record;
  return retryAfterMs === undefined
    ? { phase: "failed", turn, attempt, error }
    : { phase: "retrying", turn, attempt, retryAfterMs };
}

function isOurs({ error }: TurnRecord & { type: "turn.failed" }): boolean {
  return error.class === "aborted" || error.class === "lost";
}

function completed(worker: Worker, record: TurnRecord & { type: "turn.completed" }): Worker {
  const calls = record.parts.flatMap(callIn);
  return {
    ...worker,
    messages: added(worker.messages, { role: "assistant", parts: record.parts }),
    turn: { phase: "answered", turn: record.turn, finish: record.finish, text: spoken(record.parts) },
    calls,
    faults: 0,
    totals: {
      ...worker.totals,
      turns: worker.totals.turns + 1,
      turnsThisCycle: worker.totals.turnsThisCycle + 1,
      calls: worker.totals.calls + calls.length,
      usage: addUsage(worker.totals.usage, record.usage),
      cost: addCost(worker.totals.cost, record.cost),
    },
  };
}

function callIn(part: AssistantPart): Call[] {
  if (part.kind !== "call") return [];
  const { call: id, providerCall, tool, malformed } = part;
  return [
    {
      id,
      providerCall,
      tool,
      arguments: part.arguments,
      ...(malformed === undefined ? {} : { malformed }),
      state: { state: "undecided" },
    },
  ];
}

function spoken(parts: readonly AssistantPart[]): string {
  return parts
    .map((part) => (part.kind === "text" ? part.text : ""))
    .join("")
    .trim();
}
