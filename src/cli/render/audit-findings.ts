import type { JudgedJournal } from "../audit/found-journal.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** What verifying came to: a line for each journal, what is broken first, and one for all of them. */
export function renderFindings(judged: readonly JudgedJournal[], style: Style): string[] {
  const bad = judged.filter(({ ok }) => !ok);
  const good = judged.filter(({ ok }) => ok);
  const keys = [...new Set(judged.flatMap((one) => one.keys))];
  return [
    ...bad.map((one) => brokenLine(one, style)),
    ...good.map((one) => goodLine(one, style)),
    ...keys.map((key) => style.dim(`signed with ${oneLine(key, 60)}`)),
    bad.length === 0
      ? `${counted(judged.length, "journal")}: as sealed`
      : style.bad(`${bad.length} of ${counted(judged.length, "journal")} broken`),
  ];
}

function brokenLine({ worker, name, broken }: JudgedJournal, style: Style): string {
  const { kind = "changed", seq = 0, why = "" } = broken ?? {};
  const what = kind.replaceAll("-", " ");
  return `${style.bad("broken")}  ${named(worker, name)}: record ${seq}: ${what}: ${oneLine(why, 300)}`;
}

function goodLine({ worker, name, audited, sealedAt, unsealed, head }: JudgedJournal, style: Style): string {
  const tail = unsealed === 0 ? "" : style.attention(`, ${unsealed} of them not sealed yet`);
  const to = head === null ? "never sealed" : `sealed up to record ${sealedAt}, head ${head}`;
  return `${style.good("ok")}      ${named(worker, name)}: ${counted(audited, "audited record")}${tail}; ${to}`;
}

function named(worker: string, name: string): string {
  return `${oneLine(name, 60)} (${shortId(worker)})`;
}
