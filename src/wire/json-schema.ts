import { z } from "zod";
import type { Json, JsonObject } from "../core/json.ts";

/** See `SchemaChecker`. A schema is read once, however many values are held against it. */
export function brokenSchema(schema: JsonObject, value: Json): string | undefined {
  const checker = checkerOf(schema);
  if (typeof checker === "string") return checker;
  const checked = checker.safeParse(value);
  if (checked.success) return undefined;
  return checked.error.issues.map((issue) => `${placeOf(issue.path)}: ${issue.message}`).join("; ");
}

function checkerOf(schema: JsonObject): z.ZodType | string {
  const known = checkers.get(schema);
  if (known !== undefined) return known;
  const made = read(schema);
  checkers.set(schema, made);
  return made;
}

const checkers = new WeakMap<JsonObject, z.ZodType | string>();

function read(schema: JsonObject): z.ZodType | string {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    return `the schema cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the value" : path.map(String).join(".");
}
