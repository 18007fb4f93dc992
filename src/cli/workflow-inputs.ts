import type { Json, JsonObject } from "../core/json.ts";
import { badInput } from "./bad-input.ts";

/** `NAME=VALUE`, as often as it was given: a value that is JSON is that, any other is a text. */
export function inputsFrom(given: readonly string[]): JsonObject {
  return Object.fromEntries(given.map(inputFrom));
}

function inputFrom(text: string): readonly [string, Json] {
  const at = text.indexOf("=");
  if (at < 1) throw badInput(`--input ${text} is no NAME=VALUE; e.g. --input issue=417.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    return [text.slice(0, at), value];
  }
}
