import { checkDocument, type YamlDocument } from "../yaml-document.ts";
import { graphSchema } from "./graph-schema.ts";
import type { WorkflowReading } from "./workflow-text.ts";

/** A workflow in its own JSON form (or the same as YAML). */
export function readGraphDocument(document: YamlDocument): WorkflowReading {
  const { format: _, ...fields } = Object(document.value);
  const checked = checkDocument({ ...document, value: fields }, graphSchema);
  if (!checked.ok) return checked;
  return {
    ok: true,
    value: {
      graph: checked.value,
      notes: [],
      placed: ({ path, offset, message }) => document.problemAt(path, message, offset),
    },
  };
}
