/**
 * One commit as it travels to the writer thread: encoded, and made of plain values only. What is not
 * given is absent, not empty: copying a job between threads costs as much as its number of fields.
 */
export interface Job {
  readonly id: number;
  readonly at: string;
  readonly appends?: readonly AppendJob[];
  readonly put?: readonly PutJob[];
  readonly blobs?: readonly BlobJob[];
  /** Which of the blobs no record of this commit needs. */
  readonly loose?: readonly string[];
  readonly discard?: readonly SeenStreamJob[];
  readonly collect?: CollectJob;
}

export interface AppendJob {
  readonly worker: string;
  readonly expectedSeq: number;
  readonly expectedEpoch: number;
  /** Type, version and data of each record, one after the other. */
  readonly rows: readonly (string | number)[];
  /** Which record (by its index) needs which content. */
  readonly references?: readonly ReferenceJob[];
  readonly claim?: string;
  readonly release?: boolean;
  readonly consume?: readonly string[];
  readonly requireEmptyInbox?: boolean;
  readonly view?: ViewJob;
  readonly name?: string;
  readonly parent?: string;
  readonly root?: string;
  readonly model?: string;
  readonly idempotencyKey?: string;
  readonly lived?: { readonly at: readonly string[]; readonly epoch: number };
}

export interface SeenStreamJob {
  readonly worker: string;
  readonly seq: number;
}

/** Content to take away, unless somebody needs it by now. */
export interface CollectJob {
  readonly digests: readonly string[];
  readonly olderThan: string;
}

export interface ReferenceJob {
  readonly index: number;
  readonly digest: string;
}

export interface ViewJob {
  readonly version: number;
  readonly status: string;
  readonly body: string;
  readonly wakeAt?: string;
}

interface PutJob {
  readonly worker: string;
  readonly commandId: string;
  readonly from: string;
  readonly body: string;
}

export interface BlobJob {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** A message with so many jobs is full, and is followed by another, be it an empty one. */
export const JOBS_PER_MESSAGE = 16;

/** What the main thread sends: jobs, in order, or the wish to end after those that were sent. */
export type ToWriter = readonly Job[] | "close";

/** The answer to one batch, after its sync. */
export interface FromWriter {
  /** Job id and what it came to (see `writeJob`), one after the other. */
  readonly done: readonly number[];
  readonly failed: readonly FailedJob[];
  /** Set once the disk failed: nothing will be written any more. */
  readonly dead?: FailureNote;
}

export interface FailedJob {
  readonly id: number;
  readonly failure: FailureNote;
}

/** A failure in transit; without a code it is a bug. */
export interface FailureNote {
  readonly code: string | undefined;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface WriterData {
  readonly file: string;
  readonly inode: bigint | undefined;
}
