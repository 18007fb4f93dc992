import type { BudgetKind } from "../policy/capability-policy.ts";
import { boundBySlice, committed, exhausted, type Ledger, left, limitOf, treeSpent } from "./ledger.ts";
import { type CountedKind, NOTHING_SPENT, type Spent } from "./spent.ts";

/** A budget that does not allow what comes next. */
export interface Trip {
  readonly kinds: readonly BudgetKind[];
  /** What ran out, how much of it there was, and what now; for people. */
  readonly reason: string;
}

/** What the next model call needs at least; its answer gets what is left. */
export interface TurnNeed {
  readonly tokens: number;
  readonly costUsd: number;
}

const NEVER: readonly CountedKind[] = ["calls"];

/** May a model call of this size begin? Calls may be used up: the model can still end by itself. */
export function turnTrip(ledger: Ledger, need: TurnNeed, wallMs: number): Trip | undefined {
  const none = exhausted(ledger).filter((kind) => !NEVER.includes(kind));
  const short = (["tokens", "costUsd"] as const).filter((kind) => {
    const rest = left(ledger, kind);
    return rest !== "any" && rest < need[kind] && !none.includes(kind);
  });
  return tripOf(ledger, [...none, ...short, ...late(ledger, wallMs)], wallMs, {
    ...NOTHING_SPENT,
    ...need,
  });
}

/** May a tool call begin? */
export function callTrip(ledger: Ledger, wallMs: number): Trip | undefined {
  const none = exhausted(ledger).filter((kind) => kind === "calls" || kind === "activeMs");
  return tripOf(ledger, [...none, ...late(ledger, wallMs)], wallMs, NOTHING_SPENT);
}

function late(ledger: Ledger, wallMs: number): readonly BudgetKind[] {
  const limit = limitOf(ledger, "wallMs");
  return limit !== "any" && wallMs >= limit ? ["wallMs"] : [];
}

function tripOf(ledger: Ledger, kinds: readonly BudgetKind[], wallMs: number, need: Spent): Trip | undefined {
  if (kinds.length === 0) return undefined;
  const spent = { ...treeSpent(ledger), wallMs };
  const parts = kinds.map((kind) => {
    const next = kind === "wallMs" ? 0 : need[kind];
    const asks = next > 0 ? `, the next model call needs about ${amount(kind, next)}` : "";
    const used = `${NAMES[kind]}: used ${amount(kind, spent[kind])} of ${amount(kind, Number(limitOf(ledger, kind)))}`;
    return `${used}${boundBySlice(ledger, kind) ? " lent by its parent" : ""}${lentOn(ledger, kind)}${asks}`;
  });
  return { kinds, reason: parts.join("; ") };
}

/** What is neither used nor left. */
function lentOn(ledger: Ledger, kind: BudgetKind): string {
  if (kind === "wallMs") return "";
  const more = committed(ledger)[kind] - treeSpent(ledger)[kind];
  return more > 0 ? `, ${amount(kind, more)} lent to its children` : "";
}

const NAMES: Readonly<Record<BudgetKind, string>> = {
  tokens: "tokens",
  costUsd: "money",
  wallMs: "time",
  activeMs: "active time",
  turns: "turns",
  calls: "calls",
};

function amount(kind: BudgetKind, value: number): string {
  if (kind === "costUsd") return `$${value.toFixed(4)}`;
  if (kind === "wallMs" || kind === "activeMs") return `${Math.round(value / 100) / 10} s`;
  return String(Math.round(value));
}
