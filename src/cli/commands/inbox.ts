import type { OpenQuestion, WorkerSummary } from "../../core/worker/summary.ts";
import type { Legate } from "../../runtime/legate.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { pickUp } from "../pick-up.ts";
import { type InboxItem, renderInbox } from "../render/inbox.ts";

const PAGE = 200;
const USUAL = 50;

export const inbox: Command = {
  name: "inbox",
  summary: "List what waits for a person: calls for a yes, steps of workflows for help; oldest workers first",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    under: { type: "string", value: "WORKER", about: "of this worker and everything below it" },
    as: { type: "string", value: "NAME", about: "only what NAME may answer and has not" },
    limit: { type: "string", short: "n", value: "N", about: `at most N (default ${USUAL})` },
  },
  examples: [
    { command: "legate inbox", about: "what to answer, and how" },
    { command: "legate inbox --as ada --json", about: "an array of what is asked" },
  ],
  run: showInbox,
};

async function showInbox({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const limit = flags.text("limit");
  const most = limit === undefined ? USUAL : positiveWhole("--limit", limit);
  await using opened = await openRuntime(context, flags, { drive: "none" });
  await pickUp(opened, output);
  const { items, more } = await questions(opened.legate, most, flags.text("under"), flags.text("as"));
  if (output.json) output.resultJson(items);
  else output.result(renderInbox(items, new Date().toISOString(), output.style));
  if (more) output.progress([`more: legate inbox --limit ${2 * most}`]);
  return EXIT.ok;
}

/** Page by page, so that it costs what is looked at and not what waits for something else. */
async function questions(
  legate: Legate,
  most: number,
  under: string | undefined,
  as: string | undefined,
): Promise<{ readonly items: readonly InboxItem[]; readonly more: boolean }> {
  const items: InboxItem[] = [];
  const family = under === undefined ? {} : { under };
  for (let after: string | undefined; ; ) {
    const from = after === undefined ? {} : { after };
    const page = await legate.page({ statuses: ["waiting", "running"], ...family, ...from, limit: PAGE });
    for (const worker of page.workers) items.push(...itemsOf(worker, as));
    if (page.next === undefined || items.length > most) break;
    after = page.next;
  }
  return { items: items.slice(0, most), more: items.length > most };
}

/** Anybody may help. */
function itemsOf(worker: WorkerSummary, as: string | undefined): readonly InboxItem[] {
  const { id, name, questions: open, escalations } = worker;
  const mine = as === undefined ? open : open.filter((question) => isFor(question, as));
  return [
    ...mine.map((question) => ({ kind: "approval", worker: id, name, ...question }) as const),
    ...escalations.map((escalation) => ({ kind: "escalation", worker: id, name, ...escalation }) as const),
  ];
}

function isFor({ asked, yes }: OpenQuestion, who: string): boolean {
  return !yes.includes(who) && (asked === "any" || asked.includes(who));
}
