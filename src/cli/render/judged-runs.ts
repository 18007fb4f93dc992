import type { JudgedRun } from "../eval/judged-run.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import { shortId } from "./short-id.ts";
import type { Style } from "./style.ts";

/** A line for each run in the order of the suite, what it lacks below it, and one line for all of them. */
export function renderJudgedRuns(runs: readonly JudgedRun[], style: Style): string[] {
  const failed = runs.filter(({ passed }) => !passed).length;
  return [
    ...runs.flatMap((one) => [
      headline(one, style),
      ...one.unmet.map((what) => `        ${oneLine(what, 400)}`),
    ]),
    failed === 0
      ? style.good(`${counted(runs.length, "run")} passed`)
      : style.bad(`${failed} of ${counted(runs.length, "run")} failed`),
  ];
}

function headline({ run, passed, worker }: JudgedRun, style: Style): string {
  const who = worker === null ? "" : style.dim(` (${shortId(worker)})`);
  return `${passed ? style.good("passed") : style.bad("failed")}  ${oneLine(run, 80)}${who}`;
}
