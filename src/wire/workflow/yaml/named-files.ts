import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import { pathFrom } from "../../worker-draft.ts";
import { readYamlDocument } from "../../yaml-document.ts";
import type { WorkflowPlace } from "../workflow-text.ts";

/** The absolute path of a file that is named in a file. */
export function pathBeside({ path }: WorkflowPlace, name: string): string {
  return pathFrom(path.slice(0, path.lastIndexOf("/")), name);
}

/** The file that a schema is kept in, when it is nothing but a reference to one. */
export function schemaFile(schema: JsonObject | undefined): string | undefined {
  const reference = schema?.["$ref"];
  return typeof reference === "string" && !reference.startsWith("#") ? reference : undefined;
}

/** The schema in the text of a file, or why there is none. */
export function schemaFrom(source: string): JsonObject | string {
  const read = readYamlDocument(source);
  if (!read.ok) return read.problems.map(({ line, message }) => `line ${line}: ${message}`).join("; ");
  const value = read.value.value as JsonObject;
  return isJsonObject(value) ? value : "is no JSON Schema: it must be an object";
}
