import { isJsonObject, type JsonObject } from "../core/json.ts";

/** What a record of one version says in the words of the next. */
type Upcast = (data: JsonObject) => JsonObject;

/** By record type; the step at index 0 leads from version 1 to 2, and so on. */
export type Upcasts = Readonly<Record<string, readonly Upcast[]>>;

/**
 * Every step that was ever needed. Released records are read for ever, so nothing leaves this table;
 * a type without a row has only ever had version 1.
 */
export const UPCASTS: Upcasts = { "worker.spawned": [spawnedBefore2] };

/**
 * Version 1 knew no stage retries, no carry and no limits but four. What it did not say is filled in so
 * that such a worker goes on as it would have: no warnings, no end of a cycle by time.
 */
function spawnedBefore2(data: JsonObject): JsonObject {
  const request = objectIn(data, "request");
  return {
    ...data,
    request: {
      onUnknown: "tell",
      retry: { maxAttempts: 1, backoffMs: 1_000, multiplier: 2 },
      carry: {},
      autoResume: true,
      ...request,
      limits: {
        cycleTimeoutMs: NEVER,
        warnRepeats: NEVER,
        blockRepeats: NEVER,
        ...objectIn(request, "limits"),
      },
    },
  };
}

const NEVER = 2 ** 31 - 1;

function objectIn(data: JsonObject, field: string): JsonObject {
  const value = data[field];
  return isJsonObject(value) ? value : {};
}

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
