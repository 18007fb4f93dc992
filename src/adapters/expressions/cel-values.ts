import type { Json, JsonObject } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Read } from "../../core/workflow/expression.ts";
import type { Evaluated } from "../../ports/expressions.ts";

/** The names that an expression reads, as CEL has values; of `steps` only those nodes that it names. */
export function celScope(names: JsonObject, reads: readonly Read[]): Record<string, unknown> {
  const scope: Record<string, unknown> = {};
  for (const [name, fields] of readFields(reads)) {
    const value = Object.hasOwn(names, name) ? names[name] : undefined;
    if (value !== undefined) scope[name] = celValue(fields === "all" ? value : picked(value, fields));
  }
  return scope;
}

/** What lies at the end of a path; nothing where one of its steps leads nowhere. */
export function valueAt(names: JsonObject, path: Read["path"]): Json | undefined {
  let value: Json | undefined = names;
  for (const step of path) {
    if (typeof step === "string")
      value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    else value = Array.isArray(value) ? value[step] : undefined;
  }
  return value;
}

/** By name: the fields right below it that are read, or all of it. */
function readFields(reads: readonly Read[]): ReadonlyMap<string, Set<string> | "all"> {
  const found = new Map<string, Set<string> | "all">();
  for (const { path } of reads) {
    const [name, field] = path;
    const before = found.get(String(name));
    if (before === "all") continue;
    if (typeof field === "string") found.set(String(name), (before ?? new Set()).add(field));
    else found.set(String(name), "all");
  }
  return found;
}

function picked(value: Json, fields: ReadonlySet<string>): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([field]) => fields.has(field)));
}

/**
 * Whole numbers are CEL's integers, so that `inputs.n + 1` is what it looks like. Objects are maps: of a plain
 * object the library asks the field `constructor` what it is, and that field may be anybody's.
 */
function celValue(value: Json): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isJsonObject(value)) return value;
  return new Map(Object.entries(value).map(([field, inner]) => [field, celValue(inner)]));
}

/** What an expression gave, as JSON; what has no form there is a refusal. */
export function jsonFromCel(value: unknown): Evaluated {
  try {
    return { ok: true, value: jsonValue(value) };
  } catch (error) {
    if (error instanceof NoJson) return { ok: false, reason: error.message };
    throw error;
  }
}

class NoJson extends Error {}

function jsonValue(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return wholeNumber(value);
  if (typeof value === "number") return finite(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonValue);
  if (value instanceof Map) return objectOf([...value.entries()]);
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return objectOf(Object.entries(value));
  }
  throw new NoJson("gives a value that JSON has no form for");
}

function objectOf(entries: readonly (readonly [unknown, unknown])[]): JsonObject {
  return Object.fromEntries(entries.map(([field, inner]) => [String(field), jsonValue(inner)]));
}

function wholeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new NoJson(`gives ${value}, which is too large for a number in JSON`);
  return number;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new NoJson(`gives ${value}, which is no number in JSON`);
  return value;
}
