import type { WorkerId } from "../ids.ts";
import type { Budgets, Limit } from "../policy/capability-policy.ts";
import { lowerLimit } from "../policy/narrow.ts";
import { addSpent, COUNTED_KINDS, type CountedKind, NOTHING_SPENT, type Spent } from "./spent.ts";

/**
 * What a worker may use up, and what of it is gone.
 *
 * L1. `own` and every reservation are charged before the effect they are for.
 * L2. A child draws on its slice alone; until it settles, the whole slice counts as gone here.
 * L3. What is settled returns the rest: then only what the child and those below it used up counts.
 */
export interface Ledger {
  /** The worker's own cap: its ceiling's budgets, or what a person raised them to. */
  readonly cap: Budgets;
  /** What its parent lent it; absent for a worker without a parent. */
  readonly slice?: Budgets;
  /** Where in its journal it first ran out and said so, since it was last at its end: more may be on the way. */
  readonly askedAt?: number;
  /** By this worker itself. */
  readonly own: Spent;
  /** Part of `own` that nobody counted: calls whose outcome was lost, at their reservation. */
  readonly estimatedTokens: number;
  /** For the model call under way. */
  readonly reserved: Reservation;
  readonly lent: readonly Lent[];
}

export interface Reservation {
  readonly tokens: number;
  readonly costUsd: number;
}

export interface Lent {
  readonly child: WorkerId;
  readonly slice: Budgets;
  /** Known from its last report. */
  readonly spent: Spent;
  readonly settled: boolean;
  /** Of how much wall time the slice was cut: what of it is raised later is for the child, too. */
  readonly wallOf?: Limit;
  /** It was lent more since its last report was heard. */
  readonly answered?: true;
}

export const NO_RESERVATION: Reservation = { tokens: 0, costUsd: 0 };

export function openLedger(cap: Budgets, slice: Budgets | undefined): Ledger {
  return {
    cap,
    ...(slice === undefined ? {} : { slice }),
    own: NOTHING_SPENT,
    estimatedTokens: 0,
    reserved: NO_RESERVATION,
    lent: [],
  };
}

/** What may be used up at all: the lower of its own cap and its slice. */
export function limitOf({ cap, slice }: Ledger, kind: keyof Budgets): Limit {
  return slice === undefined ? cap[kind] : lowerLimit(cap[kind], slice[kind]);
}

/** Used up by the worker and all below it, as far as it knows. */
export function treeSpent({ own, lent }: Ledger): Spent {
  return lent.reduce((sum, { spent }) => addSpent(sum, spent), own);
}

/** Used up, or still lent to living workers below it: what of its own it cannot give back. */
export function committed({ own, lent }: Ledger): Spent {
  return lent.reduce(
    (sum, one) => addSpent(sum, Object.fromEntries(COUNTED_KINDS.map((kind) => [kind, heldBy(one, kind)]))),
    own,
  );
}

/** What is left of one kind; negative when more was used than allowed. */
export function left(ledger: Ledger, kind: CountedKind): Limit {
  const limit = limitOf(ledger, kind);
  if (limit === "any") return "any";
  const reserved = kind === "tokens" || kind === "costUsd" ? ledger.reserved[kind] : 0;
  const lent = ledger.lent.reduce((sum, one) => sum + heldBy(one, kind), 0);
  return limit - ledger.own[kind] - reserved - lent;
}

function heldBy({ slice, spent, settled }: Lent, kind: CountedKind): number {
  const lent = slice[kind];
  return settled || lent === "any" ? spent[kind] : Math.max(lent, spent[kind]);
}

/** Kinds of which nothing is left. */
export function exhausted(ledger: Ledger): readonly CountedKind[] {
  return COUNTED_KINDS.filter((kind) => {
    const rest = left(ledger, kind);
    return rest !== "any" && rest <= 0;
  });
}

/** True when it is the slice that binds, so that the parent could give more. */
export function boundBySlice(ledger: Ledger, kind: keyof Budgets): boolean {
  const slice = ledger.slice?.[kind] ?? "any";
  if (slice === "any") return false;
  const cap = ledger.cap[kind];
  return cap === "any" || slice < cap;
}
