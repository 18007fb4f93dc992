import { STATUS_NAMES, type StatusName } from "../../core/worker/status.ts";
import type { WorkerSummary } from "../../core/worker/summary.ts";
import type { Legate } from "../../runtime/legate.ts";
import type { ListFilter } from "../../runtime/legate-options.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Flags } from "../flags.ts";
import { positiveWhole } from "../numbers.ts";
import { openRuntime } from "../open-runtime.ts";
import { pickUp } from "../pick-up.ts";
import { renderList } from "../render/worker-list.ts";
import { statusNamed } from "../status-named.ts";

/** So many of the finished ones are shown unless all are asked for. */
const RECENT = 20;

export const list: Command = {
  name: "list",
  aliases: ["ls"],
  summary: "List workers: what needs you, what is busy, what is done",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    all: {
      type: "boolean",
      short: "a",
      about: `all of them (default: the latest ${RECENT} of those that are done)`,
    },
    status: {
      type: "string",
      value: "STATUS",
      multiple: true,
      about: `only these: ${STATUS_NAMES.join(", ")}`,
    },
    under: { type: "string", value: "WORKER", about: "this worker and everything below it" },
    name: { type: "string", value: "NAME", about: "only workers of this name" },
    model: { type: "string", value: "MODEL", about: "only workers that ask this model" },
    limit: { type: "string", short: "n", value: "N", about: "the latest N" },
    after: {
      type: "string",
      value: "WORKER",
      about: "the page after this worker, newest first (with --limit)",
    },
  },
  examples: [
    { command: "legate list", about: "grouped by what they need" },
    { command: "legate list --status waiting --json", about: "an array of summaries" },
  ],
  run: listWorkers,
};

async function listWorkers({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const statuses = flags.many("status").map(statusNamed);
  const limit = flags.text("limit");
  const most = limit === undefined ? undefined : positiveWhole("--limit", limit);
  await using opened = await openRuntime(context, flags, { drive: "none" });
  await pickUp(opened, output);
  const filter = { ...filterFrom(flags), ...(statuses.length > 0 ? { statuses } : {}) };
  const chosen =
    most === undefined && !flags.has("all") && statuses.length === 0
      ? await openAndRecent(opened.legate, filter)
      : await page(opened.legate, filter, most);
  if (output.json) output.resultJson(chosen.workers);
  else if (chosen.workers.length === 0 && Object.keys(filter).length > 0) output.result([NONE_FITS]);
  else output.result(renderList(chosen.workers, new Date().toISOString(), output.style));
  if (chosen.more !== undefined) output.progress([chosen.more]);
  return EXIT.ok;
}

const NONE_FITS = "No worker fits. All there are: legate list --all";

interface Chosen {
  /** Oldest first. */
  readonly workers: readonly WorkerSummary[];
  readonly more?: string;
}

function filterFrom(flags: Flags): ListFilter {
  const texts = ["under", "name", "model", "after"] as const;
  return Object.fromEntries(
    texts.flatMap((name) => {
      const text = flags.text(name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

async function page(legate: Legate, filter: ListFilter, most: number | undefined): Promise<Chosen> {
  const limit = most === undefined ? {} : { limit: most };
  const { workers, next } = await legate.page({ ...filter, ...limit, order: "newest" });
  const oldestFirst = workers.toReversed();
  if (next === undefined) return { workers: oldestFirst };
  return { workers: oldestFirst, more: `more: legate list --limit ${most} --after ${next}` };
}

/** What is open, and the latest of what is done: costs what is shown, not what ever was. */
async function openAndRecent(legate: Legate, filter: ListFilter): Promise<Chosen> {
  const open = await legate.list({ ...filter, statuses: OPEN });
  const done = await legate.page({ ...filter, statuses: DONE, order: "newest", limit: RECENT });
  const workers = [...open, ...done.workers].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return done.next === undefined
    ? { workers }
    : { workers, more: "more that are done; legate list --all shows them" };
}

const OPEN: readonly StatusName[] = ["queued", "running", "waiting"];
const DONE: readonly StatusName[] = STATUS_NAMES.filter((status) => !OPEN.includes(status));
