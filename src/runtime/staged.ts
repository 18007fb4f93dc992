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
  readonly records: readonly WorkerRecord[];
  readonly extras: AppendExtras;
}

/** Both as one commit, at the time of the first. */
export function joinedStages(first: Staged | undefined, second: Staged): Staged {
  if (first === undefined) return second;
  const { at, records, extras } = first;
  return { at, records: [...records, ...second.records], extras: merged(extras, second.extras) };
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
