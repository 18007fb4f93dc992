import type { DriverId, WorkerId } from "../core/ids.ts";
import type { StoredRecord, WorkerRecord } from "../core/journal/record.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { StatusName } from "../core/worker/status.ts";

/**
 * Where journals live.
 *
 * S1. `commit` is all or none, over any number of workers.
 * S2. `commit` resolves only when its records would survive a power cut, and what it wrote is not
 *     visible to any reader before that.
 * S3. An append whose `expectedSeq` or `expectedEpoch` is not the stream's present one rejects with
 *     `stale-seq` or `stale-epoch`, and nothing of that commit is written.
 * S4. `seq` has no gaps; `position` grows with commit order and is never reused. A reader that has
 *     seen position p will never later find a record at or before p that it has not seen.
 * S5. Any number of processes may use one store; each sees the others' commits.
 * S6. After a failed sync nothing is acknowledged any more: every later call rejects.
 */
export interface Store extends AsyncDisposable {
  commit(commit: Commit): Promise<CommitReceipt>;

  /** Records of one worker after `afterSeq` (default 0), in order, at most `limit` (default all). */
  readWorker(
    worker: WorkerId,
    range?: { afterSeq?: number; limit?: number },
  ): Promise<readonly StoredRecord[]>;

  /** Records of all workers after `position`, in order, at most `limit` (default 1000). */
  readAll(range: { after: number; limit?: number }): Promise<readonly StoredRecord[]>;

  /** The greatest position that has been committed; 0 for an empty store. */
  head(): Promise<number>;

  /** One worker's stream as the store knows it, or nothing. */
  stream(worker: WorkerId): Promise<StreamHead | undefined>;

  /**
   * Streams by birth, oldest first. All given filters must hold. `name` is exact, `idPrefix` is of
   * the whole id. `pendingInbox: true` keeps those with commands nobody consumed yet.
   */
  streams(filter?: StreamFilter): Promise<readonly StreamHead[]>;

  /** Commands not consumed yet, in the order in which they were put. */
  inbox(worker: WorkerId): Promise<readonly InboxCommand[]>;

  /** One command, consumed or not, or nothing: lets the sender see what became of it. */
  inboxCommand(worker: WorkerId, commandId: string): Promise<InboxCommand | undefined>;

  /** The bytes under a digest, or nothing. */
  blob(digest: string): Promise<Uint8Array | undefined>;

  /**
   * Calls `listener` after every commit, of this process at once and of others soon (a poll of at
   * most 250 ms; `nudge` makes it sooner). Says only that something changed: read to know what.
   */
  subscribe(listener: () => void): Disposable;

  /** Looks for other processes' commits now. */
  nudge(): void;
}

export interface Commit {
  readonly appends?: readonly Append[];
  /** Commands to put. One whose `commandId` the worker already has is left as it is (idempotent). */
  readonly put?: readonly NewInboxCommand[];
  /** Content to keep, named by its digest; already known digests cost nothing. */
  readonly blobs?: readonly NewBlob[];
}

export interface Append {
  readonly worker: WorkerId;
  /** The stream's last seq as the writer knows it; 0 creates the stream. */
  readonly expectedSeq: number;
  /** The stream's epoch as the writer knows it; 0 before the first claim. */
  readonly expectedEpoch: number;
  readonly records: readonly WorkerRecord[];
  /** Takes the stream for this driver: the epoch becomes `expectedEpoch + 1`. */
  readonly claim?: DriverId;
  /** Gives the stream back: nobody holds it afterwards; the epoch stays. */
  readonly release?: boolean;
  /** Commands that these records are the answer to; marked consumed in the same transaction. */
  readonly consume?: readonly string[];
  /** Rejects with `inbox-not-empty` when, after `consume`, a command is left. */
  readonly requireEmptyInbox?: boolean;
  /** The kept fold after these records. @default the old one stays, and no longer matches the seq */
  readonly view?: StreamView;
  /** For a new stream. */
  readonly name?: string;
  readonly parent?: WorkerId;
  /** For a new stream: rejects with `name-taken` (details.worker) when a stream has the same key. */
  readonly idempotencyKey?: string;
}

/** A summary kept beside the journal for listings; rebuilt from the journal when `version` differs. */
export interface StreamView {
  readonly version: number;
  readonly status: StatusName;
  readonly body: JsonObject;
}

export interface StreamHead {
  readonly worker: WorkerId;
  readonly name: string;
  readonly parent?: WorkerId;
  readonly seq: number;
  readonly epoch: number;
  /** Who holds it; absent when nobody does. May be dead: ask the presence port. */
  readonly driver?: DriverId;
  /** Present when it was kept at exactly `seq`. */
  readonly view?: StreamView;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly pendingInbox: number;
}

export interface StreamFilter {
  readonly workers?: readonly WorkerId[];
  readonly statuses?: readonly StatusName[];
  readonly name?: string;
  readonly idPrefix?: string;
  readonly idempotencyKey?: string;
  readonly parent?: WorkerId;
  readonly pendingInbox?: true;
  readonly limit?: number;
}

export interface NewInboxCommand {
  readonly worker: WorkerId;
  readonly commandId: string;
  /** Who sent it, e.g. `operator:alice`. */
  readonly from: string;
  readonly body: Json;
}

export interface InboxCommand extends NewInboxCommand {
  readonly at: string;
  /** Seq of the last record of the append that consumed it. */
  readonly consumedAtSeq?: number;
}

export interface NewBlob {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

export interface CommitReceipt {
  /** Position of the last record written; the head when none was. */
  readonly position: number;
  /** The records as stored, in order. */
  readonly stored: readonly StoredRecord[];
}
