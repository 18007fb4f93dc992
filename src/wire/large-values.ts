import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/** Strings longer than this, in bytes of UTF-8, are kept beside the journal, once per content. */
export const LARGE_VALUE_BYTES = 32 * 1024;

export interface KeptOutside {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** JSON text with large strings taken out, and the content that was. */
export interface Slim {
  readonly text: string;
  readonly outside: readonly KeptOutside[];
}

/**
 * JSON text in which each large string stands as `{"$blob": digest, "bytes": n}`. An object of the
 * caller's that has a key `$blob` or `$escaped` itself becomes `{"$escaped": object}`, so that
 * `restored` gives back every value as it was.
 */
export function slimmed(value: Json, digest: (bytes: Uint8Array) => string): Slim {
  const text = JSON.stringify(value);
  // A string of n UTF-16 units has at most 3n bytes: below that no walk is needed.
  if (text.length * 3 <= LARGE_VALUE_BYTES && !hasMarks(text)) return { text, outside: [] };
  const outside: KeptOutside[] = [];
  return { text: JSON.stringify(slim(value, digest, outside)), outside };
}

/** The value that `slimmed` was given; `content` answers with the string under a digest. */
export function restored(text: string, content: (digest: string) => string): Json {
  const value: Json = JSON.parse(text);
  return hasMarks(text) ? restore(value, content) : value;
}

function hasMarks(text: string): boolean {
  return text.includes('"$') && (text.includes('"$blob"') || text.includes('"$escaped"'));
}

function slim(value: Json, digest: (bytes: Uint8Array) => string, outside: KeptOutside[]): Json {
  if (typeof value === "string") return slimString(value, digest, outside);
  const inner = (child: Json) => slim(child, digest, outside);
  if (Array.isArray(value)) return value.map(inner);
  if (!isJsonObject(value)) return value;
  const object = mapped(value, inner);
  return Object.hasOwn(value, "$blob") || Object.hasOwn(value, "$escaped") ? { $escaped: object } : object;
}

/** A string with a lone surrogate has no UTF-8 form that could be read back, so it stays in place. */
function slimString(value: string, digest: (bytes: Uint8Array) => string, outside: KeptOutside[]): Json {
  if (value.length * 3 <= LARGE_VALUE_BYTES || !value.isWellFormed()) return value;
  const bytes = new TextEncoder().encode(value);
  if (bytes.length <= LARGE_VALUE_BYTES) return value;
  const kept = { digest: digest(bytes), bytes };
  outside.push(kept);
  return { $blob: kept.digest, bytes: bytes.length };
}

function restore(value: Json, content: (digest: string) => string): Json {
  const inner = (child: Json) => restore(child, content);
  if (Array.isArray(value)) return value.map(inner);
  if (!isJsonObject(value)) return value;
  const escaped = Object.hasOwn(value, "$escaped") ? value["$escaped"] : undefined;
  if (isJsonObject(escaped)) return mapped(escaped, inner);
  const digest = Object.hasOwn(value, "$blob") ? value["$blob"] : undefined;
  return typeof digest === "string" ? content(digest) : mapped(value, inner);
}

/** By entries, so that a key `__proto__` stays a key. */
function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
