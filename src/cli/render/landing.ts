import type { FlaggedPath } from "../../core/landing/land-rules.ts";
import type { MergeConflict } from "../../ports/landings.ts";
import type { LandResult } from "../../runtime/land-options.ts";
import { renderFileChanges } from "./file-changes.ts";
import { oneLine, plainText } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What became of a landing, or would: the verdict first, then what a person has to look at. */
export function renderLanding(name: string, result: LandResult, style: Style): string[] {
  const { files, flagged, conflicts } = result;
  return [
    `${style.bold(oneLine(name, 80))}: ${verdict(result, style)}`,
    ...(files.length === 0 ? [] : renderFileChanges(files, style).map(indented)),
    ...(flagged.length === 0 ? [] : ["  runs later:", ...flagged.map((one) => flaggedLine(one, style))]),
    ...conflicts.flatMap((one) => conflictLines(one, style)),
  ];
}

function verdict({ outcome, refusal, target, commit, strategy }: LandResult, style: Style): string {
  if (refusal !== null) return style.bad(`not landed (${refusal.code}): ${oneLine(refusal.reason, 1000)}`);
  const branch = oneLine(target?.branch ?? "", 120);
  const from = target?.tip?.slice(0, 10) ?? "a new branch";
  const move = commit === null ? `${branch} removed` : `${branch} ${from} -> ${commit.slice(0, 10)}`;
  const word = outcome === "landed" ? "landed" : "would land";
  return style.good(
    strategy === "undo"
      ? `${word === "landed" ? "taken back" : "would be taken back"}: ${move}`
      : `${word}: ${move}`,
  );
}

const indented = (line: string): string => `  ${line}`;

function flaggedLine({ path, runsLater, decision, rule }: FlaggedPath, style: Style): string {
  const what = `${oneLine(path)} (${runsLater ?? "by a rule"}): ${decision}, ${oneLine(rule, 200)}`;
  return `    ${decision === "ask" || decision === "deny" ? style.attention(what) : what}`;
}

/** One path that does not merge, with its three sides. */
export function conflictLines(
  { path, kind, message, base, ours, theirs, merged }: MergeConflict,
  style: Style,
  [mine, its]: readonly [string, string] = ["target", "worker"],
): string[] {
  const width = Math.max("base".length, mine.length, its.length);
  const side = (name: string, one: MergeConflict["base"]) =>
    `    ${name.padEnd(width)} ${one === undefined ? "none" : `${one.mode} ${one.id.slice(0, 10)}`}`;
  const marked =
    merged === undefined
      ? []
      : plainText(merged)
          .trimEnd()
          .split("\n")
          .map((line) => `    | ${line}`);
  return [
    `  ${style.bad("conflict")} ${oneLine(path)} (${oneLine(kind, 60)}): ${oneLine(message, 400)}`,
    side("base", base),
    side(mine, ours),
    side(its, theirs),
    ...marked,
  ];
}
