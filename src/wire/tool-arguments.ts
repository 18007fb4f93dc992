import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { explainIssue } from "./explain-issue.ts";

/** What a model is shown of a tool's arguments: JSON Schema of an object. */
export function argumentsSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" }); // some providers refuse the field
  return plainJson(rest);
}

/** What is wrong with the arguments of a call, in words for the model. */
export function explainedArguments(tool: string, schema: z.ZodType, error: z.ZodError): string {
  const issues = error.issues.flatMap((issue) => explainIssue(issue, schema));
  const lines = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  return `${tool}: ${lines.join("; ")}`;
}

/** Data as JSON holds it: without fields that are undefined. */
export function plainJson(value: unknown): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(value));
  return json;
}
