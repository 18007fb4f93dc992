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
  if (typeof value === "number") return Number.isFinite(value) ? `${value}` : "null";
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  return Array.isArray(value) ? `[${value.map(canonicalJson).join(",")}]` : objectText(value as JsonObject);
}

function objectText(value: JsonObject): string {
  let fields = "";
  for (const key of keysInOrder(value)) {
    const field = value[key];
    if (field === undefined) continue;
    fields += (fields === "" ? "" : ",") + keyText(key) + canonicalJson(field);
  }
  return `{${fields}}`;
}

/** Most fields of most records are the same few, so their text is made once. */
function keyText(key: string): string {
  const known = KEY_TEXTS.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key)}:`;
  if (KEY_TEXTS.size < KNOWN_KEYS) KEY_TEXTS.set(key, text);
  return text;
}

const KEY_TEXTS = new Map<string, string>();
const KNOWN_KEYS = 1_000;

/** By insertion where there are few, which is twice as fast as `sort`: digests are taken all the time. */
function keysInOrder(value: JsonObject): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > FEW) return keys.sort();
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string;
    let at = end;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

const FEW = 16;
