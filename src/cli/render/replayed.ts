import type { ReplayedRun } from "../replay/replay-run.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** What replaying came to: a line for each run, those that diverge first, and one for all of them. */
export function renderReplayed(runs: readonly ReplayedRun[], style: Style): string[] {
  const bad = runs.filter(({ divergence }) => divergence !== undefined);
  const good = runs.filter(({ divergence }) => divergence === undefined);
  return [
    ...bad.map((run) => divergedLine(run, style)),
    ...good.map(
      (run) =>
        `${style.good("same")}      ${named(run)}: ${counted(run.records, "record")}, ${counted(run.decisions, "decision")} made again`,
    ),
    bad.length === 0
      ? `${counted(runs.length, "run")}: as recorded`
      : style.bad(`${bad.length} of ${counted(runs.length, "run")} diverged`),
  ];
}

function divergedLine(run: ReplayedRun, style: Style): string {
  const { seq, type, why } = run.divergence ?? { seq: 0, type: "", why: "" };
  return `${style.bad("diverged")}  ${named(run)}: record ${seq}, ${type}: ${oneLine(why, 400)}`;
}

function named({ worker, name }: ReplayedRun): string {
  return `${oneLine(name, 60)} (${shortId(worker)})`;
}
