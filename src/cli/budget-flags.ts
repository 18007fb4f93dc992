import type { BudgetKind, Budgets } from "../core/policy/capability-policy.ts";
import { badInput, didYouMean } from "./bad-input.ts";
import { namedAmounts } from "./named-amounts.ts";
import { milliseconds } from "./numbers.ts";

/** As people name what can be limited, and what that is called in a policy. */
const KINDS: Readonly<Record<string, BudgetKind>> = {
  tokens: "tokens",
  usd: "costUsd",
  turns: "turns",
  calls: "calls",
  time: "wallMs",
  active: "activeMs",
};

/** What `--budget` says, each given as `KIND=N`, several also with commas. Throws `bad-input`. */
export function budgetsFrom(values: readonly string[]): Partial<Budgets> | undefined {
  const named = namedAmounts("--budget", values);
  return named.length === 0 ? undefined : Object.fromEntries(named.map(limitFrom));
}

function limitFrom([name, amount]: readonly [string, string]): readonly [BudgetKind, Budgets[BudgetKind]] {
  const known = Object.keys(KINDS);
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) {
    throw badInput(
      `--budget does not know "${name}"; it takes ${known.join(", ")}.${didYouMean(name, known, "")}`.trimEnd(),
    );
  }
  if (amount === "") throw badInput(`--budget ${name} needs an amount: --budget ${name}=N.`);
  return [kind, amount === "any" ? "any" : quantity(name, kind, amount)];
}

function quantity(name: string, kind: BudgetKind, amount: string): number {
  if (kind === "wallMs" || kind === "activeMs") return milliseconds(`--budget ${name}`, amount);
  const found = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(amount.replace(/^\$/, ""));
  const value = Number(found?.[1]) * (found?.[2] === "k" ? 1_000 : found?.[2] === "M" ? 1_000_000 : 1);
  const whole = kind === "costUsd" || Number.isInteger(value);
  if (found !== null && whole) return value;
  const example = kind === "costUsd" ? "usd=1.50" : `${name}=200k`;
  throw badInput(`--budget ${part(name, amount)} is not an amount; write for example --budget ${example}.`);
}

function part(name: string, amount: string): string {
  return `${name}=${amount}`;
}
