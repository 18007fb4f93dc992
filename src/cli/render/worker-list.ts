import type { WorkerSummary } from "../../core/worker/summary.ts";
import { oneLine } from "./plain-text.ts";
import { between, costText, counted, duration, tokens } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import { emphasised, statusWords } from "./status-words.ts";
import type { Style } from "./style.ts";

const GROUPS = ["Needs input", "Working", "Completed", "Failed", "Stopped"] as const;
export type Group = (typeof GROUPS)[number];

/** Where a worker stands for the person who looks: does it need me, is it busy, is it done? */
export function groupOf({ status, waitingOn }: WorkerSummary): Group {
  switch (status) {
    case "queued":
    case "running":
      return "Working";
    case "waiting":
      return waitingOn === "child" || waitingOn === "timer" ? "Working" : "Needs input";
    case "completed":
      return "Completed";
    case "failed":
      return "Failed";
    case "cancelled":
    case "interrupted":
      return "Stopped";
  }
}

/** Workers in groups, newest first in each; elapsed times are up to `now` (ISO 8601). */
export function renderList(workers: readonly WorkerSummary[], now: string, style: Style): string[] {
  if (workers.length === 0) return ['No workers yet. Start one: legate run --task "…"'];
  const ids = workers.map(({ id }) => id);
  return GROUPS.flatMap((group) => {
    const members = workers.filter((worker) => groupOf(worker) === group).toReversed();
    if (members.length === 0) return [];
    const rows = members.map((worker) => row(worker, now, ids));
    return [style.bold(`${group} (${members.length})`), ...aligned(rows, members, style), ""];
  }).slice(0, -1);
}

function row(worker: WorkerSummary, now: string, ids: readonly string[]): readonly string[] {
  const elapsed = between(worker.startedAt ?? worker.createdAt, worker.finishedAt ?? now);
  return [
    `${oneLine(worker.name, 28)}${family(worker)}`,
    shortId(worker.id, ids),
    `${statusWords(worker, 40)}${doing(worker, now)}`,
    counted(worker.turns, "turn"),
    duration(elapsed),
    tokens(worker.usage),
    costText(worker.cost),
  ];
}

/** How many it has below it that live, as `(+2)`. */
function family({ children }: WorkerSummary): string {
  return children.living > 0 ? ` (+${children.living})` : "";
}

/** The sign of life of one that works: what it does, and for how long now. */
function doing({ status, doing: now, waitingOn }: WorkerSummary, at: string): string {
  if (now === null || (status !== "running" && waitingOn !== "child")) return "";
  const since = duration(between(now.since, at));
  return status === "running" ? `: ${oneLine(now.what, 30)}, ${since}` : ` for ${since}`;
}

const STATUS_COLUMN = 2;

function aligned(
  rows: readonly (readonly string[])[],
  members: readonly WorkerSummary[],
  style: Style,
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells, index) => {
    const worker = members[index];
    const padded = cells.map((cell, column) => {
      const text = cell.padEnd(widths[column] ?? 0);
      return column === STATUS_COLUMN && worker !== undefined ? emphasised(worker, text, style) : text;
    });
    return `  ${padded.join("  ").trimEnd()}`;
  });
}
