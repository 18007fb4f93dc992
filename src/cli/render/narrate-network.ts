import type { NetworkRecord } from "../../core/journal/network-decision.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What a command reached, and what was refused to it. */
export function narrateNetwork({ decisions, leftOut }: NetworkRecord, style: Style): string[] {
  const lines = decisions.map(({ target, decision, rule, times }) => {
    const what = `${oneLine(target, 260)}${times === 1 ? "" : ` (${times} times)`}`;
    if (decision === "allow") return style.dim(`  reached ${what}`);
    return `  ${style.bad("refused")} ${what}: ${oneLine(rule, 200)}`;
  });
  return leftOut === 0 ? lines : [...lines, style.dim(`  and ${leftOut} more requests`)];
}
