import { z } from "zod";
import type { WorkerRecord } from "../../core/journal/record.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";

/** What the journal keeps of a record beside its type. */
export type DataOf<R extends WorkerRecord> = R extends WorkerRecord ? Omit<R, "type"> : never;

/** One schema per record type of a family. A type without a row, or a row of another shape, does not compile. */
export type FamilySchemas<R extends WorkerRecord> = {
  readonly [T in R["type"]]: z.ZodType<Omit<Extract<R, { readonly type: T }>, "type">>;
};

export const text = z.string();
export const count = z.int().nonnegative();
/** Any JSON: what comes from `JSON.parse` is that already, so it is not walked again. */
export const json = z.custom<Json>((value) => value !== undefined);
export const jsonObject = z.custom<JsonObject>((value) => isJsonObject(value as Json));
