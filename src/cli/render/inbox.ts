import type { OpenEscalation, OpenQuestion } from "../../core/worker/summary.ts";
import { answerTo, helpLine } from "./how-to-answer.ts";
import { oneLine } from "./plain-text.ts";
import { between, duration } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

interface Whose {
  readonly worker: string;
  readonly name: string;
}

/** A call that needs a yes, and whose it is. */
export type ApprovalItem = Whose & OpenQuestion & { readonly kind: "approval" };

/** Something that waits for a person. */
export type InboxItem = ApprovalItem | (Whose & OpenEscalation & { readonly kind: "escalation" });

/** Each with what it is about, why it is asked, and the commands that answer it. */
export function renderInbox(items: readonly InboxItem[], now: string, style: Style): string[] {
  if (items.length === 0) return ["Nothing waits for you."];
  const ids = items.map(({ worker }) => worker);
  return items
    .flatMap((item) => [...rows(item, shortId(item.worker, ids), items, now, style), ""])
    .slice(0, -1);
}

function rows(item: InboxItem, id: string, items: readonly InboxItem[], now: string, style: Style): string[] {
  const { worker, name, since } = item;
  const isOnly = items.filter((other) => other.worker === worker).length === 1;
  return [
    `${style.bold(oneLine(name, 40))}  ${id}  ${style.dim(`asked ${duration(between(since, now))} ago`)}`,
    ...(item.kind === "approval" ? approvalRows(item, id, isOnly, style) : helpRows(item, id, isOnly, style)),
  ];
}

function approvalRows(item: ApprovalItem, id: string, isOnly: boolean, style: Style): string[] {
  const { question, rule } = item;
  const which = answerTo(id, item, isOnly);
  return [
    `  ${style.attention("asks")}  ${oneLine(question, 300)}`,
    ...(rule === "" ? [] : [`  ${style.dim(`why   ${oneLine(rule, 200)}`)}`]),
    ...people(item).map((line) => `  ${style.dim(`who   ${line}`)}`),
    `  legate approve ${which}   or   legate deny ${which} --reason "…"`,
  ];
}

function helpRows(item: OpenEscalation, id: string, isOnly: boolean, style: Style): string[] {
  const { reason, visit, until } = item;
  return [
    `  ${style.attention("help")}  ${oneLine(reason, 300)}`,
    `  ${style.dim(`step  ${visit}${until === null ? "" : `; it fails at ${until}`}`)}`,
    `  ${helpLine(id, item, isOnly)}`,
  ];
}

/** Only where it is not just anybody's one yes. */
function people({ yes, lacking, asked, escalatesAt }: ApprovalItem): string[] {
  if (asked === "any" && yes.length === 0 && lacking === 1) return [];
  const who = asked === "any" ? "anybody" : asked.map((one) => oneLine(one, 80)).join(", ");
  const said = yes.length === 0 ? "" : `; yes of ${yes.map((one) => oneLine(one, 80)).join(", ")}`;
  const later = escalatesAt === null ? "" : `; others are asked at ${escalatesAt}`;
  return [`${lacking} more of ${who}${said}${later}`];
}
