import type { Problem, YamlDocument } from "../../yaml-document.ts";
import type { WorkflowPlace } from "../workflow-text.ts";
import { pathBeside, schemaFile, schemaFrom } from "./named-files.ts";
import type { KnownStep } from "./step-edges.ts";

export interface StepsWithSchemas {
  readonly steps: ReadonlyMap<string, KnownStep>;
  readonly problems: readonly Problem[];
  /** Files that were not given yet. */
  readonly missing: readonly string[];
}

/** Steps whose `output: { $ref: FILE }` is replaced by what the file says, so that the graph is complete by itself. */
export function withSchemas(
  document: YamlDocument,
  place: WorkflowPlace,
  steps: ReadonlyMap<string, KnownStep>,
): StepsWithSchemas {
  const found = new Map(steps);
  const problems: Problem[] = [];
  const missing: string[] = [];
  for (const [id, known] of steps) {
    const named = schemaFile(known.step.output);
    if (named === undefined) continue;
    const path = pathBeside(place, named);
    const source = place.files.get(path);
    if (source === undefined) {
      missing.push(path);
      continue;
    }
    const schema = schemaFrom(source);
    if (typeof schema === "string")
      problems.push(document.problemAt(["steps", id, "output"], `${named}: ${schema}`));
    else found.set(id, { ...known, step: { ...known.step, output: schema } });
  }
  return { steps: found, problems, missing };
}
