import type { Json, JsonObject } from "../json.ts";
import { joined, Redactor } from "./redactor.ts";
import type { SecretForm } from "./secret-forms.ts";

/** Bytes without the secrets in them. */
export function redactBytes(forms: readonly SecretForm[], bytes: Uint8Array): Uint8Array {
  const redactor = new Redactor(forms);
  return joined([redactor.push(bytes), redactor.finish()]);
}

/** Text without the secrets in it; the same text when there are none. */
export function redactText(forms: readonly SecretForm[], text: string): string {
  if (forms.length === 0) return text;
  const bytes = new TextEncoder().encode(text);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(redactBytes(forms, bytes));
}

/** Data without the secrets in its texts; names of fields stay. */
export function redactObject(forms: readonly SecretForm[], value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, redactJson(forms, part)]));
}

/** The same for any value. */
export function redactJson(forms: readonly SecretForm[], value: Json): Json {
  if (typeof value === "string") return redactText(forms, value);
  if (value === null || typeof value !== "object") return value;
  return isList(value) ? value.map((part) => redactJson(forms, part)) : redactObject(forms, value);
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
