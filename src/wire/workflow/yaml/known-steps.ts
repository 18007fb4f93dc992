import type { Problem, YamlDocument } from "../../yaml-document.ts";
import type { WorkflowFile } from "./file-fields.ts";
import type { KnownStep } from "./step-edges.ts";
import { idleFields, type StepFault, stepKind } from "./step-kind.ts";

export interface KnownSteps {
  readonly steps: ReadonlyMap<string, KnownStep>;
  readonly problems: readonly Problem[];
}

/** What each step is, and what is wrong with steps by themselves. */
export function knownSteps(document: YamlDocument, steps: WorkflowFile["steps"]): KnownSteps {
  const known = new Map<string, KnownStep>();
  const problems: Problem[] = [];
  for (const [id, step] of Object.entries(steps)) {
    const tell = ({ field, message }: StepFault) =>
      problems.push(document.problemAt(["steps", id, ...(field === undefined ? [] : [field])], message));
    const found = stepKind(step);
    if (!found.ok) {
      tell(found);
      continue;
    }
    known.set(id, { step, kind: found.kind });
    idleFields(step, found.kind).forEach(tell);
    if (step.goto !== undefined && step.max_visits === undefined) {
      tell({ ok: false, field: "goto", message: "needs `max_visits`: how often it may go there in one run" });
    }
  }
  return { steps: known, problems };
}
