import type { NetworkDecisions } from "../../core/journal/network-decision.ts";

/** Told one by one; the journal has more. */
const MOST_LINES = 20;

/**
 * What was refused to a command that asked for a way out, for the model; nothing when nothing was. Some
 * programs ask without a credential first, so what was then reached is not told.
 */
export function networkReport({ decisions, leftOut }: NetworkDecisions): string {
  const reached = new Set(
    decisions.flatMap(({ target, decision }) => (decision === "allow" ? [target] : [])),
  );
  const refused = decisions.filter(({ target, decision }) => decision === "deny" && !reached.has(target));
  const lines = refused.map(({ target, rule, times }) => {
    return `refused ${target}: ${rule}${times === 1 ? "" : ` (${times} times)`}`;
  });
  const more = Math.max(0, lines.length - MOST_LINES) + leftOut;
  const rest = more > 0 ? [`and ${more} more requests`] : [];
  return lines.length === 0 ? "" : ["", "--- network", ...lines.slice(0, MOST_LINES), ...rest].join("\n");
}
