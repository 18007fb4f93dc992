import { isJsonObject, type Json, type JsonObject } from "../json.ts";

/** A field that a JSON Schema does not declare. */
export interface Undeclared {
  /** How many steps of the path are declared. */
  readonly at: number;
  /** The fields that are declared there. */
  readonly known: readonly string[];
}

/**
 * The first step of `path` that values of this schema never have, or nothing. A schema that says nothing
 * about its fields allows any; `additionalProperties: true` says that there are others.
 */
export function undeclaredField(
  schema: JsonObject,
  path: readonly (string | number)[],
  root: JsonObject = schema,
): Undeclared | undefined {
  return walk([schema], path, 0, root);
}

/** What values at `path` of this schema may be, one schema for each; nothing where it does not say. */
export function schemasAt(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly JsonObject[] | undefined {
  let here = resolved(schema, schema);
  for (const step of path) {
    if (here.some(isOpen)) return undefined;
    here = here.flatMap((one) => inside(one, step)).flatMap((one) => resolved(one, schema));
  }
  return here.length === 0 ? undefined : here;
}

function walk(
  alternatives: readonly JsonObject[],
  path: readonly (string | number)[],
  at: number,
  root: JsonObject,
): Undeclared | undefined {
  const step = path[at];
  if (step === undefined) return undefined;
  const here = alternatives.flatMap((one) => resolved(one, root));
  if (here.length === 0 || here.some(isOpen)) return undefined;
  const next = here.flatMap((one) => inside(one, step));
  if (next.length > 0) return walk(next, path, at + 1, root);
  return { at, known: [...new Set(here.flatMap(({ properties }) => Object.keys(objectOr(properties))))] };
}

/** What it may be: its alternatives, its references followed. What one definition says is found once. */
function resolved(schema: JsonObject, root: JsonObject, seen = new Set<string>()): readonly JsonObject[] {
  const { $ref, anyOf, oneOf, allOf, ...own } = schema;
  if (typeof $ref === "string") {
    if (seen.has($ref)) return [];
    const target = definition(root, $ref);
    return target === undefined ? [{}] : resolved(target, root, seen.add($ref));
  }
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (parts.length === 0) return [schema];
  const says = own["properties"] === undefined && own["items"] === undefined ? [] : [own];
  return [...says, ...parts.flatMap(asSchema).flatMap((part) => resolved(part, root, seen))];
}

/** `true` allows anything, `false` nothing. */
function asSchema(value: Json): readonly JsonObject[] {
  if (isJsonObject(value)) return [value];
  return value === false ? [] : [{}];
}

function definition(root: JsonObject, reference: string): JsonObject | undefined {
  const match = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference);
  if (match === null) return undefined;
  const [, holder = "", name = ""] = match;
  const found = objectOr(root[holder])[name];
  return isJsonObject(found) ? found : undefined;
}

/** It says nothing about what is inside. */
function isOpen({
  type,
  properties,
  items,
  prefixItems,
  additionalProperties,
  enum: values,
}: JsonObject): boolean {
  if (additionalProperties === true || isJsonObject(additionalProperties)) return true;
  if (properties !== undefined || items !== undefined || prefixItems !== undefined) return false;
  const types = Array.isArray(type) ? type : [type];
  if (Array.isArray(values) && values.some((one) => typeof one === "object" && one !== null)) return true;
  return (
    values === undefined && types.some((one) => one === undefined || one === "object" || one === "array")
  );
}

const OF_LISTS = ["size", "first", "last"];

function inside(schema: JsonObject, step: string | number): readonly JsonObject[] {
  const { properties, items, type } = schema;
  if (typeof step === "number") return itemAt(schema, step);
  const field = objectOr(properties)[step];
  if (Object.hasOwn(objectOr(properties), step)) return [isJsonObject(field) ? field : {}];
  const isList = items !== undefined || type === "array" || type === "string";
  return isList && OF_LISTS.includes(step) ? [{}] : [];
}

function itemAt({ items, prefixItems, type }: JsonObject, index: number): readonly JsonObject[] {
  const own = Array.isArray(prefixItems) ? prefixItems[index] : undefined;
  if (own !== undefined) return asSchema(own);
  if (items !== undefined) return asSchema(items);
  return prefixItems !== undefined || type === "array" ? [{}] : [];
}

function objectOr(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
