import type { WorkerId } from "../../core/ids.ts";
import type { InboxCommand, StreamHead, StreamView } from "../../ports/store.ts";
import type { KeptRecord } from "../../wire/records.ts";

/** What outlives one memory store: open a second store on the same contents to see what the first committed. */
export interface MemoryContents {
  /** By position. */
  rows: MemoryRow[];
  /** The greatest position that was ever given. */
  head: number;
  readonly journals: Map<WorkerId, MemoryRow[]>;
  /** In order of birth. */
  readonly streams: Map<WorkerId, MemoryStream>;
  readonly byIdempotencyKey: Map<string, WorkerId>;
  readonly blobs: Map<string, Uint8Array>;
  /** Since when content lies here that was put without a record that needs it. */
  readonly looseSince: Map<string, string>;
  readonly listeners: Set<() => void>;
}

export interface MemoryRow {
  readonly position: number;
  readonly worker: WorkerId;
  readonly seq: number;
  readonly at: string;
  readonly kept: KeptRecord;
  /** Digests of the content that it needs. */
  readonly references: readonly string[];
}

/** Replaced as a whole by each commit that touches it, never changed in place. */
export interface MemoryStream extends Omit<StreamHead, "view" | "wakeAt" | "pendingInbox"> {
  readonly idempotencyKey?: string;
  readonly view?: StreamView & { readonly seq: number };
  readonly inbox: readonly InboxCommand[];
}

export function emptyContents(): MemoryContents {
  return {
    rows: [],
    head: 0,
    journals: new Map(),
    streams: new Map(),
    byIdempotencyKey: new Map(),
    blobs: new Map(),
    looseSince: new Map(),
    listeners: new Set(),
  };
}

export function pendingOf(stream: MemoryStream): readonly InboxCommand[] {
  return stream.inbox.filter((command) => command.consumedAtSeq === undefined);
}
