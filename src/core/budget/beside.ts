import { type Ledger, NO_RESERVATION, type Reservation } from "./ledger.ts";
import { addSpent, type Spent } from "./spent.ts";

/** Model calls that are under way beside each other: each sets aside, and gives back, its own. */
export function reserveBeside(ledger: Ledger, more: Reservation | undefined): Ledger {
  if (more === undefined) return ledger;
  const { tokens, costUsd } = ledger.reserved;
  return { ...ledger, reserved: { tokens: tokens + more.tokens, costUsd: costUsd + more.costUsd } };
}

/** One of them is over; `spent` is what the provider said it took. */
export function settleBeside(
  ledger: Ledger,
  reserved: Reservation | undefined,
  spent: Partial<Spent>,
): Ledger {
  return { ...givenBack(ledger, reserved), own: addSpent(ledger.own, spent) };
}

/** One of them was lost, perhaps after a known time: what was set aside for it may have been used. */
export function loseBeside(ledger: Ledger, reserved: Reservation | undefined, activeMs = 0): Ledger {
  if (reserved === undefined && activeMs === 0) return ledger;
  const { tokens, costUsd } = reserved ?? NO_RESERVATION;
  const own = addSpent(ledger.own, { tokens, costUsd, activeMs });
  return { ...givenBack(ledger, reserved), own, estimatedTokens: ledger.estimatedTokens + tokens };
}

function givenBack(ledger: Ledger, reserved: Reservation | undefined): Ledger {
  if (reserved === undefined) return ledger;
  const tokens = Math.max(0, ledger.reserved.tokens - reserved.tokens);
  const costUsd = Math.max(0, ledger.reserved.costUsd - reserved.costUsd);
  return { ...ledger, reserved: { tokens, costUsd } };
}
