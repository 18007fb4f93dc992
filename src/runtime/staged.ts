import { type AppendOnly, added, EMPTY, itemsOf } from "../core/append-only.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { Append, NewBlob, NewInboxCommand } from "../ports/store.ts";

/** What a commit does besides growing the worker's own journal. */
export interface AppendExtras {
  readonly blobs?: readonly NewBlob[];
  readonly consume?: readonly string[];
  readonly requireEmptyInbox?: boolean;
  readonly release?: boolean;
  /** A seal over what is open, if anything is, whatever is written. */
  readonly seal?: boolean;
  /** Appends to other streams, in the same commit. */
  readonly also?: readonly Append[];
  /** Commands to other workers, in the same commit. */
  readonly put?: readonly NewInboxCommand[];
}

export const NOTHING_MORE: AppendExtras = {};

/** Records that are folded and not written yet, and what goes along with them. */
export interface Staged {
  readonly at: string;
  /** Of a breath of many steps each adds a few: adding costs what is added. */
  readonly records: AppendOnly<WorkerRecord>;
  readonly extras: AppendExtras;
}

/** What was staged before, if anything was, with more behind it: one commit, at the time of the first. */
export function stagedAfter(
  before: Staged | undefined,
  at: string,
  records: readonly WorkerRecord[],
  extras: AppendExtras,
): Staged {
  return {
    at: before?.at ?? at,
    records: records.reduce<AppendOnly<WorkerRecord>>(added, before?.records ?? EMPTY),
    extras: before === undefined ? extras : merged(before.extras, extras),
  };
}

/** Both as one commit, at the time of the first. */
export function joinedStages(first: Staged | undefined, { at, records, extras }: Staged): Staged {
  return stagedAfter(first, at, itemsOf(records), extras);
}

function merged(a: AppendExtras, b: AppendExtras): AppendExtras {
  if (b === NOTHING_MORE) return a;
  return {
    ...a,
    ...b,
    ...joined("blobs", a, b),
    ...joined("consume", a, b),
    ...joined("also", a, b),
    ...joined("put", a, b),
  };
}

function joined<K extends "blobs" | "consume" | "also" | "put">(key: K, a: AppendExtras, b: AppendExtras) {
  const all = [...(a[key] ?? []), ...(b[key] ?? [])];
  return all.length === 0 ? {} : { [key]: all };
}
