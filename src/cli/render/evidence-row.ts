import type { WorkerSummary } from "../../core/worker/summary.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What the runtime saw of the result; nothing before there is one. */
export function evidenceRow({ evidence }: WorkerSummary, style: Style): [string, string][] {
  const { verdict, why } = evidence;
  if (verdict === null) return [];
  const shown = { verified: style.good, unverified: style.dim, refuted: style.bad }[verdict](verdict);
  return [["evidence", `${shown}: ${oneLine(why, 200)}`]];
}
