import type { OpenQuestion } from "../../core/worker/summary.ts";
import { answerTo } from "./how-to-answer.ts";
import { oneLine } from "./plain-text.ts";
import { between, duration } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** A question, and whose it is. */
export interface InboxItem extends OpenQuestion {
  readonly worker: string;
  readonly name: string;
}

/** Each question with what it is about, why it is asked, and the commands that answer it. */
export function renderInbox(items: readonly InboxItem[], now: string, style: Style): string[] {
  if (items.length === 0) return ["Nothing waits for your yes."];
  const ids = items.map(({ worker }) => worker);
  return items
    .flatMap((item) => [...rows(item, shortId(item.worker, ids), items, now, style), ""])
    .slice(0, -1);
}

function rows(item: InboxItem, id: string, items: readonly InboxItem[], now: string, style: Style): string[] {
  const { worker, name, question, rule, since } = item;
  const which = answerTo(id, item, items.filter((other) => other.worker === worker).length === 1);
  return [
    `${style.bold(oneLine(name, 40))}  ${id}  ${style.dim(`asked ${duration(between(since, now))} ago`)}`,
    `  ${style.attention("asks")}  ${oneLine(question, 300)}`,
    ...(rule === "" ? [] : [`  ${style.dim(`why   ${oneLine(rule, 200)}`)}`]),
    ...people(item).map((line) => `  ${style.dim(`who   ${line}`)}`),
    `  legate approve ${which}   or   legate deny ${which} --reason "…"`,
  ];
}

/** Only where it is not just anybody's one yes. */
function people({ yes, lacking, asked, escalatesAt }: InboxItem): string[] {
  if (asked === "any" && yes.length === 0 && lacking === 1) return [];
  const who = asked === "any" ? "anybody" : asked.map((one) => oneLine(one, 80)).join(", ");
  const said = yes.length === 0 ? "" : `; yes of ${yes.map((one) => oneLine(one, 80)).join(", ")}`;
  const later = escalatesAt === null ? "" : `; others are asked at ${escalatesAt}`;
  return [`${lacking} more of ${who}${said}${later}`];
}
