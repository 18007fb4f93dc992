import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { nearest } from "../nearest-name.ts";

/** One thing in a JSON Schema that would not be enforced. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Keywords that hold one schema, several, and several by name. */
const ONE = ["items", "additionalProperties", "propertyNames", "contains"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const NAMED = ["properties", "$defs", "definitions"];

const KNOWN = [
  ...ONE,
  ...LISTS,
  ...NAMED,
  ...["type", "enum", "const", "required", "$ref", "$schema", "$id", "$comment"],
  ...["minProperties", "maxProperties", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains"],
  ...[
    "minLength",
    "maxLength",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
  ],
  ...["title", "description", "default", "examples", "deprecated"],
];

/** Known to JSON Schema, and not enforced here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  pattern: "a pattern may never end; list the values with `enum`, or check the text in an expression",
  patternProperties: "a pattern may never end; name the properties",
  not: "say what the value is instead",
  if: "use `anyOf`",
  // biome-ignore lint/suspicious/noThenProperty: the name of a keyword
  then: "use `anyOf`",
  else: "use `anyOf`",
  dependentSchemas: "use `anyOf`",
  dependentRequired: "use `anyOf`",
  unevaluatedProperties: "use `additionalProperties`",
  unevaluatedItems: "use `items`",
};

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];
const FORMATS = ["date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6"];

/** Everything in a JSON Schema that would have no effect: unknown keywords, types and formats, dangling references. */
export function schemaProblems(schema: JsonObject): readonly SchemaProblem[] {
  return inSchema(schema, [], schema);
}

function inSchema(schema: Json, path: SchemaProblem["path"], root: JsonObject): readonly SchemaProblem[] {
  if (typeof schema === "boolean") return [];
  if (!isJsonObject(schema)) return [{ path, message: "must be a JSON Schema" }];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = [...path, keyword];
    return [...keywordProblems(keyword, value, place, root), ...inner(keyword, value, place, root)];
  });
}

function keywordProblems(
  keyword: string,
  value: Json,
  path: SchemaProblem["path"],
  root: JsonObject,
): readonly SchemaProblem[] {
  const wrong = (message: string) => [{ path, message }];
  if (Object.hasOwn(NOT_HERE, keyword)) return wrong(`\`${keyword}\` is not enforced: ${NOT_HERE[keyword]}`);
  if (!KNOWN.includes(keyword)) {
    const near = nearest(keyword, KNOWN);
    return wrong(`no keyword "${keyword}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
  }
  if (keyword === "type")
    return unlisted(value, TYPES).flatMap((one) => wrong(`no type ${one}; one of ${TYPES.join(", ")}`));
  if (keyword === "format") {
    return unlisted(value, FORMATS).flatMap((one) => wrong(`no format ${one}; one of ${FORMATS.join(", ")}`));
  }
  if (keyword === "$ref" && !isThere(value, root))
    return wrong("must name one of `$defs`, as `#/$defs/NAME`");
  return [];
}

function unlisted(value: Json, known: readonly string[]): readonly string[] {
  const values: readonly Json[] = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => typeof one !== "string" || !known.includes(one))
    .map((one) => JSON.stringify(one));
}

function isThere(reference: Json, root: JsonObject): boolean {
  const [, holder = "", name = ""] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(String(reference)) ?? [];
  const definitions = root[holder];
  return isJsonObject(definitions) && Object.hasOwn(definitions, name);
}

function inner(
  keyword: string,
  value: Json,
  path: SchemaProblem["path"],
  root: JsonObject,
): readonly SchemaProblem[] {
  if (ONE.includes(keyword)) return inSchema(value, path, root);
  if (LISTS.includes(keyword)) {
    if (!Array.isArray(value)) return [{ path, message: "must be a list of schemas" }];
    return value.flatMap((one: Json, at) => inSchema(one, [...path, at], root));
  }
  if (!NAMED.includes(keyword)) return [];
  if (!isJsonObject(value)) return [{ path, message: "must be schemas by name" }];
  return Object.entries(value).flatMap(([name, one]) => inSchema(one, [...path, name], root));
}
