import { NO_RESERVATION } from "../budget/ledger.ts";
import { estimatedTokens, forgo, reserve, settle } from "../budget/reserve.ts";
import { addSpent } from "../budget/spent.ts";
import type { TurnRecord } from "../journal/record.ts";
import type { AssistantPart } from "../transcript/message.ts";
import { addCost } from "../usage/cost.ts";
import { addUsage } from "../usage/usage.ts";
import { abandonCalls } from "./abandon-calls.ts";
import { type Call, isRepeatable } from "./call.ts";
import { said } from "./messages.ts";
import { isChargeable } from "./retry.ts";
import type { Worker } from "./worker.ts";

/** What the records of model calls mean for a worker. */
export function evolveTurn(worker: Worker, record: TurnRecord, at: string): Worker {
  switch (record.type) {
    case "turn.requested":
      return {
        ...worker,
        turn: { phase: "asking", turn: record.turn, attempt: record.attempt, epoch: worker.epoch },
        prompt: { digest: record.promptDigest, messages: record.promptMessages },
        ledger: reserve(worker.ledger, record.reserved ?? NO_RESERVATION),
        times: { ...worker.times, doingSince: at },
      };
    case "turn.failed":
      return failed(worker, record);
    case "turn.completed":
      return completed(worker, record);
    case "turn.interrupted":
      return interrupted(worker, record);
  }
}

/** What is under way belongs to a dead driver and is settled by its class; the rest will not begin. */
function interrupted(worker: Worker, { by, reason }: TurnRecord & { type: "turn.interrupted" }): Worker {
  const orphaned = worker.calls.some((call) => call.state.state === "running" && !isRepeatable(call));
  const pausing = { ...worker, pausing: { by, reason } };
  return orphaned ? pausing : abandonCalls(pausing, `not run: ${by} interrupted this turn`);
}

function failed(worker: Worker, record: TurnRecord & { type: "turn.failed" }): Worker {
  const { turn, attempt, error, retryAfterMs, retryAt, durationMs = 0 } = record;
  const at = retryAt === undefined ? {} : { retryAt };
  return {
    ...worker,
    turn:
      retryAfterMs === undefined
        ? { phase: "failed", turn, attempt, error }
        : { phase: "retrying", turn, attempt, retryAfterMs, ...at },
    faults: worker.faults + (isOurs(record) ? 0 : 1),
    cycleActiveMs: worker.cycleActiveMs + durationMs,
    ledger: forgo(worker.ledger, isChargeable(error.class), durationMs),
  };
}

function isOurs({ error }: TurnRecord & { type: "turn.failed" }): boolean {
  return error.class === "aborted" || error.class === "lost";
}

function completed(worker: Worker, record: TurnRecord & { type: "turn.completed" }): Worker {
  const calls = record.parts.flatMap(callIn);
  const usd = record.cost.known ? record.cost.usd : 0;
  const ledger = settle(worker.ledger, record.usage, usd, record.durationMs);
  return {
    ...said(worker, { role: "assistant", parts: record.parts }),
    turn: { phase: "answered", turn: record.turn, finish: record.finish, text: spoken(record.parts) },
    calls,
    tokensPerEstimate: measured(worker, record.usage.inputTokens),
    faults: 0,
    cycleActiveMs: worker.cycleActiveMs + record.durationMs,
    ledger: { ...ledger, own: addSpent(ledger.own, { turns: 1 }) },
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

/** The prompt of this answer was all that was said before it. What is not counted, or little, is no measure. */
function measured({ promptSize, tokensPerEstimate }: Worker, inputTokens: number): number {
  const estimated = estimatedTokens(promptSize);
  return inputTokens < LEAST_MEASURE ? tokensPerEstimate : Math.max(1, inputTokens / estimated);
}

const LEAST_MEASURE = 1_000;

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
