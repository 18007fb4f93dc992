import type { WorkerId } from "../core/ids.ts";
import type { OriginalRecord, WorkerRecord } from "../core/journal/record.ts";
import type { PackChunk, PackedAbout } from "./packed-files.ts";

/** Everything of one worker that another state directory needs to go on with it. */
export interface WorkerExport {
  readonly about: ExportAbout;
  /**
   * In order: what the packs hold and the packs, for a worker with files; then the records from the
   * first on, each after the content that it refers to. May be gone through more than once.
   */
  parts(): AsyncIterable<ExportPart>;
}

export interface ExportAbout {
  readonly worker: WorkerId;
  readonly name: string;
  /** How many records it has. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly exportedAt: string;
  /** Workers that it made; they are not in it. */
  readonly children: readonly WorkerId[];
}

export type ExportPart =
  | { readonly part: "files"; readonly about: PackedAbout }
  | ({ readonly part: "pack" } & PackChunk)
  | { readonly part: "blob"; readonly digest: string; readonly bytes: Uint8Array }
  | ({ readonly part: "record" } & ExportedRecord);

/** A record as its journal keeps it, without its place in the store. */
export interface ExportedRecord {
  readonly seq: number;
  readonly at: string;
  readonly record: WorkerRecord;
  /** As it was written, when that was in an older version of its type. */
  readonly original?: OriginalRecord;
}

/**
 * How much of a journal can move: the text of its records, all large values in it, as JSON. It is in
 * memory as a whole when it arrives, since it arrives in one transaction. In bytes.
 */
export const MOST_JOURNAL_BYTES = 256 * 1024 * 1024;
