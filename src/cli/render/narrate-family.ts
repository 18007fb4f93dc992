import type { AuthorityRecord, BudgetRecord } from "../../core/journal/budget-record.ts";
import type { ChildRecord } from "../../core/journal/child-record.ts";
import type { InputRecord } from "../../core/journal/input-record.ts";
import type { ChildReport } from "../../core/worker/child-report.ts";
import { limitsText } from "./budget-rows.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** What records say of a worker among others: what it was told, its children, its authority and budgets. */
export function narrateFamily(
  record: InputRecord | ChildRecord | BudgetRecord | AuthorityRecord,
  style: Style,
): string[] {
  switch (record.type) {
    case "input.received":
      return [`told by ${oneLine(record.by, 80)}: ${oneLine(record.text, 300)}`];
    case "child.spawned":
      return [`  ${style.bold("child")}   ${oneLine(record.name, 80)} is ${record.child}`];
    case "child.settled":
      return [`  ${style.bold("child")}   ${settled(record.report)}`];
    case "children.closing":
      return record.children.length === 0
        ? []
        : [style.dim(`  asks ${counted(record.children.length, "child", "children")} to end`)];
    case "authority.narrowed":
      return [
        style.attention(
          `may do less from here on (${oneLine(record.by, 80)}: ${oneLine(record.reason, 200)})`,
        ),
      ];
    case "budget.raised":
      return [`new limits, by ${oneLine(record.by, 80)}: ${limitsText(record.limits)}`];
    case "child.granted":
      return [style.dim(`  lends more to ${shortId(record.child)}`)];
    case "budget.granted":
      return [style.dim("its parent lends it more")];
    case "input.delivered":
    case "child.addressed":
      return [];
  }
}

function settled({ name, status, waitingOn, reason, changedFileCount }: ChildReport): string {
  const state = waitingOn === null ? status : `waits for ${waitingOn}`;
  const files = changedFileCount === 0 ? "" : `, ${counted(changedFileCount, "file")} changed`;
  return `${oneLine(name, 80)} ${state}${files}${reason === null ? "" : `: ${oneLine(reason, 200)}`}`;
}
