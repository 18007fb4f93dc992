import type { Branch } from "../../../core/workflow/branch.ts";
import type { Edge } from "../../../core/workflow/edge.ts";
import type { NodeKind } from "../../../core/workflow/node-kind.ts";
import type { Path } from "../../../core/workflow/validate/graph-problem.ts";
import type { Step } from "./step-fields.ts";

/** An edge, and the place in the file that says it. */
export interface SaidEdge {
  readonly edge: Edge;
  readonly place: Path;
}

export interface KnownStep {
  readonly step: Step;
  readonly kind: NodeKind;
}

/** What a step needs, and where it goes back to. */
export function edgesOfStep(
  id: string,
  { step, kind }: KnownStep,
  steps: ReadonlyMap<string, KnownStep>,
): readonly SaidEdge[] {
  const needed = needsOf(step).map(({ from, on, key }): SaidEdge => {
    const branch = on ?? whenDone(steps.get(from));
    return {
      edge: { from, to: id, ...(branch === "success" ? {} : { on: branch }) },
      place: [id, "needs", key],
    };
  });
  if (step.goto === undefined) return needed;
  const on = kind === "condition" ? { on: "true" as const } : {};
  const back: Edge = { from: id, to: step.goto, ...on, maxVisits: step.max_visits ?? 1 };
  return [...needed, { edge: back, place: [id, "goto"] }];
}

/** The steps that it needs, each with its outcome where that is said. */
export function needsOf({ needs = [] }: Step) {
  if (Array.isArray(needs)) {
    return needs.map((from: string, key): Need => ({ from, on: undefined, key }));
  }
  return Object.entries(needs).map(([from, on]): Need => ({ from, on, key: from }));
}

interface Need {
  readonly from: string;
  readonly on: Branch | undefined;
  readonly key: string | number;
}

/** A condition is done when it is true; a step that may go back is done when it does not. */
function whenDone(source: KnownStep | undefined): Branch {
  if (source?.step.goto !== undefined) return source.kind === "condition" ? "false" : "skipped";
  return source?.kind === "condition" ? "true" : "success";
}
