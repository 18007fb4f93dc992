/** Any JSON value, as data that nobody changes. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One text for one value, by RFC 8785 (JSON Canonicalization Scheme): keys in the order of their UTF-16
 * code units, numbers and strings as ECMAScript writes them, no white space. Digests of calls, prompts and
 * audited records are taken over this text, so two processes (or two releases) that mean the same value
 * name it the same. A field that is `undefined` is none, as in any JSON text.
 *
 * Where the RFC wants an error there is a text, since a journal has one, too: a lone surrogate is written
 * as its escape, and a number that is none as `null`.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? "null";
  let fields = "";
  for (const key of Object.keys(value).sort()) {
    const field = value[key];
    if (field === undefined) continue;
    fields += `${fields === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${fields}}`;
}
