import type { z } from "zod";
import type { OriginalRecord, WorkerRecord } from "../core/journal/record.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { type KeptOutside, restored, slimmed } from "./large-values.ts";
import { artifactSchemas } from "./record-schemas/artifact.ts";
import { auditSchemas } from "./record-schemas/audit.ts";
import { authoritySchemas, budgetSchemas } from "./record-schemas/budget.ts";
import { callSchemas } from "./record-schemas/call.ts";
import { childSchemas } from "./record-schemas/child.ts";
import { inputSchemas } from "./record-schemas/input.ts";
import { landingSchemas } from "./record-schemas/landing.ts";
import { driverSchemas, lifeSchemas } from "./record-schemas/life.ts";
import { nodeSchemas } from "./record-schemas/node.ts";
import type { DataOf, FamilySchemas } from "./record-schemas/shape.ts";
import { transcriptSchemas } from "./record-schemas/transcript.ts";
import { turnSchemas } from "./record-schemas/turn.ts";
import { workspaceSchemas } from "./record-schemas/workspace.ts";
import { currentVersion, UPCASTS, type Upcasts, upcast } from "./upcast.ts";

const SCHEMAS: Readonly<Record<string, z.ZodType<object>>> = {
  ...lifeSchemas,
  ...driverSchemas,
  ...workspaceSchemas,
  ...landingSchemas,
  ...turnSchemas,
  ...transcriptSchemas,
  ...callSchemas,
  ...artifactSchemas,
  ...inputSchemas,
  ...childSchemas,
  ...budgetSchemas,
  ...authoritySchemas,
  ...auditSchemas,
  ...nodeSchemas,
} satisfies FamilySchemas<WorkerRecord>;

/** A record as a store keeps it: `data` is JSON text of everything but the type. */
export interface KeptRecord {
  readonly type: string;
  readonly v: number;
  readonly data: string;
}

export interface EncodedRecord extends KeptRecord {
  /** Content to keep in the same commit. */
  readonly outside: readonly KeptOutside[];
  /** Digests of everything the record needs outside itself, its own large values included. */
  readonly references: readonly string[];
}

/** `store-too-new`: a later version of Legate wrote it. `store-corrupt`: nobody could have written it. */
export type Decoded =
  | {
      readonly ok: true;
      readonly record: WorkerRecord;
      /** As it was kept, when that was in an older version. */
      readonly original?: OriginalRecord;
    }
  | { readonly ok: false; readonly code: "store-too-new" | "store-corrupt"; readonly message: string };

/**
 * What to keep of a record. Throws plainly when the record is not one that `decodeRecord` would
 * give back: a mistake of the caller must not become a journal that nobody can read. With `original` that
 * is kept, from which an older version of the record was read.
 */
export function encodeRecord(
  record: WorkerRecord,
  digest: (bytes: Uint8Array) => string,
  original?: OriginalRecord,
): EncodedRecord {
  const { type, v, data } = original === undefined ? wholeRecord(record) : { type: record.type, ...original };
  const { text, outside } = slimmed(data, digest);
  return { type, v, data: text, outside, references: referencesOf(record, outside) };
}

/** A record as a file keeps it: whole, with its large values in place. */
export interface WholeRecord {
  readonly type: string;
  readonly v: number;
  readonly data: JsonObject;
}

/** What `encodeRecord` keeps, with nothing outside of it. Throws plainly like it. */
export function wholeRecord(record: WorkerRecord): WholeRecord {
  const { type, ...data } = record;
  const checked = check(type, data);
  if (!checked.ok) throw new TypeError(`not a record to keep: ${type}: ${checked.problem}`);
  return { type, v: currentVersion(type), data: data as JsonObject };
}

/** The record that `wholeRecord` was given, perhaps by an older version of Legate. */
export function readWholeRecord({ data, ...kind }: WholeRecord): Decoded {
  return decodeData(kind, UPCASTS, () => data);
}

/** The record that was kept; `content` answers with the bytes under a digest, or nothing. */
export function decodeRecord(
  kept: KeptRecord,
  content: (digest: string) => Uint8Array | undefined,
  upcasts: Upcasts = UPCASTS,
): Decoded {
  return decodeData(kept, upcasts, () => restored(kept.data, (digest) => present(digest, content(digest))));
}

type Kind = Pick<KeptRecord, "type" | "v">;

function decodeData(kept: Kind, upcasts: Upcasts, read: () => Json): Decoded {
  const newest = Object.hasOwn(SCHEMAS, kept.type) ? currentVersion(kept.type, upcasts) : 0;
  if (kept.v > newest) return tooNew(kept, newest);
  try {
    const value = read();
    if (!isJsonObject(value) || kept.v < 1) return corrupt(kept, "not an object of a known version");
    const data = kept.v === newest ? value : upcast(kept.type, kept.v, value, upcasts);
    const checked = check(kept.type, data);
    if (!checked.ok) return corrupt(kept, checked.problem);
    const record = { type: kept.type, ...checked.data } as WorkerRecord;
    return kept.v === newest
      ? { ok: true, record }
      : { ok: true, record, original: { v: kept.v, data: value } };
  } catch (error) {
    return corrupt(kept, error instanceof Error ? error.message : String(error));
  }
}

type Checked =
  | { readonly ok: true; readonly data: object }
  | { readonly ok: false; readonly problem: string };

function check(type: string, data: DataOf<WorkerRecord> | Json): Checked {
  const schema = Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
  if (schema === undefined) return { ok: false, problem: "unknown record type" };
  const checked = schema.safeParse(data);
  if (checked.success) return { ok: true, data: checked.data };
  const issues = checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return { ok: false, problem: issues.join("; ") };
}

function referencesOf(record: WorkerRecord, outside: readonly KeptOutside[]): readonly string[] {
  const own = outside.map((kept) => kept.digest);
  return record.type === "call.finished" && record.full !== undefined ? [...own, record.full.digest] : own;
}

/** A mark at the front of a text is part of it. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function present(digest: string, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) throw new Error(`the content ${digest} is missing`);
  return utf8.decode(bytes);
}

function tooNew(kept: Kind, newest: number): Decoded {
  const known = newest === 0 ? "this version knows no such type" : `this version reads up to ${newest}`;
  const message = `Record ${kept.type} version ${kept.v} was written by a newer Legate (${known}); update Legate to read it.`;
  return { ok: false, code: "store-too-new", message };
}

function corrupt(kept: Kind, why: string): Decoded {
  const message = `Record ${kept.type} version ${kept.v} cannot be read (${why}); restore the store from a backup.`;
  return { ok: false, code: "store-corrupt", message };
}
