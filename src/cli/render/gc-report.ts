import type { GetBack } from "../../core/retention/get-back.ts";
import type { StaysBecause } from "../../core/retention/verdict.ts";
import type { GcKept, GcRemoval, GcReport } from "../../runtime/gc-report.ts";
import { oneLine } from "./plain-text.ts";
import { counted, size } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** So many workers of each reason are named. */
const NAMED = 5;

/** What went or would go, one worker a line; then why the others stay, by reason. */
export function renderGc({ applied, removed, kept, refs, contents }: GcReport, style: Style): string[] {
  const head = `${applied ? "Removed" : "Would remove"} ${counted(removed.length, "worker")}`;
  const done = applied ? `, ${counted(refs, "ref")}, ${counted(contents, "piece")} of content` : "";
  return [
    style.bold(`${head}${done}`),
    ...removed.flatMap(removalLines),
    ...(removed.length === 0 || applied ? [] : ["", ...HOW_TO_GO_ON]),
    ...(kept.length === 0 ? [] : ["", style.bold(`${counted(kept.length, "worker")} to stay`)]),
    ...REASONS.flatMap(([because, why]) => reasonLines(kept, because, why)),
  ];
}

const HOW_TO_GO_ON = [
  "Nothing is removed yet: legate gc --apply does it.",
  "A worker that is removed comes back only from a file (legate export, legate import); its files are still in the vault.",
];

function removalLines(one: GcRemoval): string[] {
  const { name, worker, status, dropped, records, bytes, directory, finishedAt, getBack } = one;
  const parts = [
    `${status}${dropped ? ", dropped" : ""} ${(finishedAt ?? "").slice(0, 10)}`,
    `${counted(records, "record")} (${size(bytes)})`,
    ...(directory === null ? [] : [`${oneLine(directory.path)} (${size(directory.bytes)})`]),
  ];
  const lost = directory?.unkept === undefined ? [] : [`    kept nowhere: ${oneLine(directory.unkept, 300)}`];
  return [
    `  ${oneLine(name, 28)} (${shortId(worker)}): ${parts.join(", ")}`,
    ...getBack.map(({ what, command }) => `    ${TO_HAVE[what]}: ${oneLine(command, 2000)}`),
    ...lost,
  ];
}

const TO_HAVE: Readonly<Record<GetBack["what"], string>> = {
  worker: "to have it again, before",
  landing: "its work is in",
  files: "its files again",
  remainder: "its git data and ignored files again",
};

const REASONS: readonly (readonly [StaysBecause, string])[] = [
  ["active", "not finished"],
  ["held", "a driver holds it"],
  ["inbox", "a command to it is not answered yet"],
  ["status", "its status is not among those that go; see --status"],
  ["recent", "finished too lately; see --older-than"],
  ["parent", "its parent is not finished and may need it"],
  ["child", "a worker below it stays"],
  ["unlanded", "its work is nowhere else; legate drop WORKER gives it up"],
  ["files", "its files have what no branch and no landing has; legate drop WORKER gives it up"],
  ["changed", "something became of it meanwhile; try again"],
  ["stopped", "it was not its turn yet when this was stopped"],
  ["unreadable", "it could not be looked into"],
];

function reasonLines(kept: readonly GcKept[], because: StaysBecause, why: string): string[] {
  const some = kept.filter((one) => one.because === because);
  if (some.length === 0) return [];
  const more = some.length > NAMED ? [`    and ${some.length - NAMED} more`] : [];
  return [`  ${why}:`, ...some.slice(0, NAMED).map(keptLine), ...more];
}

function keptLine({ name, worker, status, detail }: GcKept): string {
  const about = detail === undefined ? "" : `: ${oneLine(detail, 300)}`;
  return `    ${oneLine(name, 28)} (${shortId(worker)}), ${status}${about}`;
}
