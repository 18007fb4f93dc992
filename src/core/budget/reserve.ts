import { costOf, type Price } from "../usage/cost.ts";
import { NO_USAGE, type Usage } from "../usage/usage.ts";
import { type Ledger, left, NO_RESERVATION, type Reservation } from "./ledger.ts";
import { addSpent } from "./spent.ts";
import type { TurnNeed } from "./trip.ts";

/** Characters to a token, low on purpose: too many tokens are reserved rather than too few. */
const CHARACTERS_PER_TOKEN = 3.5;
/** What an answer may need where nobody said how long it may be. */
const USUAL_OUTPUT = 4_096;
/** An answer shorter than this is not worth the call. */
const LEAST_OUTPUT = 256;

/** Input tokens of a prompt of so many characters. */
export function estimatedTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** The least that a model call over this prompt takes. */
export function needOf(characters: number, price: Price | undefined): TurnNeed {
  const input = estimatedTokens(characters);
  return { tokens: input + LEAST_OUTPUT, costUsd: priceOf(input, LEAST_OUTPUT, price) };
}

export interface Planned {
  readonly reserved: Reservation;
  /** The answer may be no longer than this, so that it stays inside what was reserved. */
  readonly maxOutputTokens?: number;
}

/** What to set aside for a model call; the answer is cut to what is left. Nothing where nothing is limited. */
export function plannedTurn(
  ledger: Ledger,
  characters: number,
  price: Price | undefined,
  asked: number | undefined,
): Planned {
  const tokens = left(ledger, "tokens");
  const money = left(ledger, "costUsd");
  if (tokens === "any" && money === "any") return { reserved: NO_RESERVATION };
  const input = estimatedTokens(characters);
  const most = Math.min(
    asked ?? USUAL_OUTPUT,
    tokens === "any" ? Number.POSITIVE_INFINITY : tokens - input,
    money === "any" ? Number.POSITIVE_INFINITY : affordable(money, input, price),
  );
  const output = Math.max(1, Math.floor(most));
  const reserved = {
    tokens: tokens === "any" ? 0 : input + output,
    costUsd: money === "any" ? 0 : priceOf(input, output, price),
  };
  return { reserved, maxOutputTokens: output };
}

function priceOf(inputTokens: number, outputTokens: number, price: Price | undefined): number {
  const cost = costOf({ ...NO_USAGE, inputTokens, outputTokens }, price);
  return cost.known ? cost.usd : 0;
}

function affordable(money: number, input: number, price: Price | undefined): number {
  const perToken = priceOf(input, 1, price) - priceOf(input, 0, price);
  return perToken > 0 ? (money - priceOf(input, 0, price)) / perToken : Number.POSITIVE_INFINITY;
}

/** A model call begins: an earlier one without outcome is charged at what was set aside for it. */
export function reserve(ledger: Ledger, reserved: Reservation): Ledger {
  return { ...charged(ledger), reserved };
}

/** The call is over, and the provider said what it took. */
export function settle(ledger: Ledger, usage: Usage, costUsd: number, durationMs: number): Ledger {
  const tokens = usage.inputTokens + usage.outputTokens;
  return {
    ...ledger,
    own: addSpent(ledger.own, { tokens, costUsd, activeMs: durationMs }),
    reserved: NO_RESERVATION,
  };
}

/** The call is over without a count: if the provider may have worked on it, what was set aside is gone. */
export function forgo(ledger: Ledger, mayHaveCost: boolean, durationMs: number): Ledger {
  const next = mayHaveCost ? charged(ledger) : { ...ledger, reserved: NO_RESERVATION };
  return { ...next, own: addSpent(next.own, { activeMs: durationMs }) };
}

function charged(ledger: Ledger): Ledger {
  const { tokens, costUsd } = ledger.reserved;
  if (tokens === 0 && costUsd === 0) return ledger;
  return {
    ...ledger,
    own: addSpent(ledger.own, { tokens, costUsd }),
    estimatedTokens: ledger.estimatedTokens + tokens,
    reserved: NO_RESERVATION,
  };
}
