import type { ExplainedRun, ExplainedStep } from "../../core/workflow/run/explained-run.ts";
import { oneLine } from "./plain-text.ts";
import { between, duration } from "./quantities.ts";
import type { Style } from "./style.ts";

/** A run for people: each visit with how it ended, and the edges out of it. */
export function runLines(run: ExplainedRun, style: Style): string[] {
  const why = run.reason === null ? "" : `: ${oneLine(run.reason, 400)}`;
  const skipped = run.skipped.length === 0 ? [] : [style.dim(`never reached: ${run.skipped.join(", ")}`)];
  return [
    `${style.bold(oneLine(run.workflow, 100))}  ${run.status}${why}`,
    ...run.steps.flatMap((step) => stepLines(step, style)),
    ...skipped,
  ];
}

function stepLines(step: ExplainedStep, style: Style): string[] {
  const { visit, kind, outcome, code, reason, attempts, reused, worker, edges } = step;
  const word = outcome === "failure" ? style.bad(code ?? outcome) : style.good(outcome);
  const more = [
    ...(took(step) === undefined ? [] : [took(step)]),
    ...(attempts > 1 ? [`${attempts} tries`] : []),
    ...(worker === null ? [] : [`by ${worker}`]),
    ...(reused === null ? [] : [`as in ${reused}`]),
  ].join(", ");
  const why = reason === null ? "" : `: ${oneLine(reason, 300)}`;
  return [
    `  ${style.bold(visit)} (${kind})  ${word}${why}${more === "" ? "" : style.dim(`  ${more}`)}`,
    ...edges.map(({ to, on, taken }) =>
      taken ? `    -> ${to}, as it is on ${on}` : style.dim(`    -- ${to} is on ${on}`),
    ),
  ];
}

function took({ startedAt, finishedAt }: ExplainedStep): string | undefined {
  return startedAt === null || finishedAt === null ? undefined : duration(between(startedAt, finishedAt));
}
