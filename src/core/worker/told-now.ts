import { turnOver } from "./evolve-calls.ts";
import { said } from "./messages.ts";
import type { Worker } from "./worker.ts";

/**
 * A notice for the model, at the first place where the order of messages allows it: right away, or after the
 * answers of the present turn, which is over when no call of it is open.
 */
export function toldNow(worker: Worker, notice: string): Worker {
  if (worker.calls.length === 0) return said(worker, { role: "user", text: notice });
  const noted = { ...worker, notice };
  return noted.calls.every(({ state }) => state.state === "settled") ? turnOver(noted) : noted;
}
