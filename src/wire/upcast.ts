import type { JsonObject } from "../core/json.ts";

/** What a record of one version says in the words of the next. */
type Upcast = (data: JsonObject) => JsonObject;

/** By record type; the step at index 0 leads from version 1 to 2, and so on. */
export type Upcasts = Readonly<Record<string, readonly Upcast[]>>;

/**
 * Every step that was ever needed. Released records are read for ever, so nothing leaves this table;
 * a type without a row has only ever had version 1.
 */
export const UPCASTS: Upcasts = {};

/** The version in which records of this type are written today. */
export function currentVersion(type: string, upcasts: Upcasts = UPCASTS): number {
  return stepsOf(type, upcasts).length + 1;
}

/** Data of an older version, in today's shape. */
export function upcast(
  type: string,
  version: number,
  data: JsonObject,
  upcasts: Upcasts = UPCASTS,
): JsonObject {
  return stepsOf(type, upcasts)
    .slice(version - 1)
    .reduce((older, step) => step(older), data);
}

function stepsOf(type: string, upcasts: Upcasts): readonly Upcast[] {
  return Object.hasOwn(upcasts, type) ? (upcasts[type] ?? []) : [];
}
