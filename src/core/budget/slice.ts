import { BUDGET_KINDS, type BudgetKind, type Budgets, type Limit } from "../policy/capability-policy.ts";
import { lowerLimit } from "../policy/narrow.ts";
import { type Ledger, type Lent, left, limitOf } from "./ledger.ts";
import { COUNTED_KINDS, type CountedKind, type Spent } from "./spent.ts";

/**
 * What of its own a worker lends to a new child: what the child was to have, at most what is left, and
 * half of what is left where nobody said. Unlimited stays unlimited.
 */
export function sliceFor(ledger: Ledger, wanted: Budgets, wallLeftMs: Limit): Budgets {
  const of = (kind: CountedKind): Limit => lend(left(ledger, kind), wanted[kind], kind);
  return {
    tokens: of("tokens"),
    costUsd: of("costUsd"),
    wallMs: lowerLimit(wanted.wallMs, wallLeftMs),
    activeMs: of("activeMs"),
    turns: of("turns"),
    calls: of("calls"),
  };
}

/**
 * What bounds a child whatever it is lent: limits that are its own. Those that it only shares with its parent are
 * kept by the slice, and grow with it when a person raises the parent's.
 */
export function ownCap(child: Budgets, parent: Budgets, wanted: Budgets): Budgets {
  const of = (kind: BudgetKind): Limit =>
    wanted[kind] === "any" && child[kind] === parent[kind] ? "any" : child[kind];
  return Object.fromEntries(BUDGET_KINDS.map((kind) => [kind, of(kind)])) as Budgets;
}

function lend(rest: Limit, wanted: Limit, kind: CountedKind): Limit {
  if (rest === "any") return "any";
  const most = Math.max(0, rest);
  return wanted === "any" ? half(most, kind) : Math.min(wanted, most);
}

/** Whole numbers stay whole, and the last one goes to the child. */
function half(rest: number, kind: CountedKind): number {
  return kind === "costUsd" ? rest / 2 : Math.ceil(rest / 2);
}

/** What a child needs that rests for want of more. */
export interface Need {
  readonly spent: Spent;
  /** Kinds of which it needs more than it has left. */
  readonly short?: readonly BudgetKind[] | undefined;
  /** Whether the lender rests for want of more itself: then it keeps the odd one. */
  readonly lenderToo: boolean;
}

/**
 * A larger slice for a child that used up its own, or needs more of these kinds than it has left: half of what
 * is left here on top of it. Nothing when there is nothing to give.
 */
export function enlarged(ledger: Ledger, lent: Lent, need: Need): Budgets | undefined {
  const { slice } = lent;
  const { spent, short = [], lenderToo } = need;
  const share = (rest: number, kind: CountedKind) =>
    lenderToo && kind !== "costUsd" ? Math.floor(rest / 2) : half(rest, kind);
  const more = (kind: CountedKind): number => {
    const had = slice[kind];
    const rest = left(ledger, kind);
    if (had === "any" || (spent[kind] < had && !short.includes(kind))) return 0;
    return rest === "any" ? Math.max(had, LEAST[kind]) : share(Math.max(0, rest), kind);
  };
  const grown = (kind: CountedKind) => Math.max(spent[kind], Number(slice[kind]));
  const extra = COUNTED_KINDS.map((kind) => [kind, more(kind)] as const).filter(([, amount]) => amount > 0);
  const wallMs = short.includes("wallMs") ? laterEnd(ledger, lent) : slice.wallMs;
  if (extra.length === 0 && wallMs === slice.wallMs) return undefined;
  return {
    ...slice,
    ...Object.fromEntries(extra.map(([kind, amount]) => [kind, grown(kind) + amount])),
    wallMs,
  };
}

/** Its end moves as far as that of what it was cut from. */
function laterEnd(ledger: Ledger, { slice: { wallMs }, wallOf = "any" }: Lent): Limit {
  const limit = limitOf(ledger, "wallMs");
  if (wallMs === "any" || wallOf === "any") return wallMs;
  return limit === "any" ? "any" : wallMs + Math.max(0, limit - wallOf);
}

/** So that a slice of nothing grows at all. */
const LEAST: Spent = { tokens: 1_000, costUsd: 0.01, activeMs: 10_000, turns: 1, calls: 1 };
