import type { DriverId, WorkerId } from "../core/ids.ts";
import type { OriginalRecord, StoredRecord, WorkerRecord } from "../core/journal/record.ts";
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
 * S7. `discard` is all or none, like a commit. What it takes away is found by nobody afterwards; the
 *     positions and the epochs of everything else stay as they were.
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
   * Streams by birth, oldest first unless told otherwise. All given filters must hold. Rejects with
   * `unknown-worker` when there is no stream to go on `after`.
   */
  streams(filter?: StreamFilter): Promise<readonly StreamHead[]>;

  /** How many streams fit, whatever `limit`, `order` and `after` say. */
  count(filter: StreamFilter): Promise<number>;

  /** The earliest `wakeAt` of all streams, or the earliest that is later than `after`; nothing when none is. */
  nextWake(after?: string): Promise<string | undefined>;

  /** Commands not consumed yet, in the order in which they were put. */
  inbox(worker: WorkerId): Promise<readonly InboxCommand[]>;

  /** One command, consumed or not, or nothing: lets the sender see what became of it. */
  inboxCommand(worker: WorkerId, commandId: string): Promise<InboxCommand | undefined>;

  /** The bytes under a digest, or nothing. */
  blob(digest: string): Promise<Uint8Array | undefined>;

  /**
   * Takes whole streams away: their records, commands and views, and the idempotency keys, which
   * somebody may use anew. `streams` says where each of them was when the caller decided so; those
   * that are not there any more are left out. One transaction: discard a hundred at a time.
   *
   * Rejects with `stale-seq` when one has moved on, with `inbox-not-empty` when a command waits for
   * one, and with `not-allowed-now` when somebody holds one or it has a child that is to stay.
   */
  discard(streams: readonly SeenStream[]): Promise<void>;

  /**
   * Takes away content that no record needs, piece by piece among the commits of others, and answers
   * with how many pieces. Content that was put without a record that needs it, to be named by one
   * later, is spared unless that was before `olderThan` (as the clock writes it).
   */
  collectBlobs(options: { olderThan: string }): Promise<number>;

  /**
   * Calls `listener` after every commit, of this process at once and of others soon (a poll of at
   * most 250 ms; `nudge` makes it sooner). Says only that something changed: read to know what.
   */
  subscribe(listener: () => void): Disposable;

  /** Looks for other processes' commits now. */
  nudge(): void;
}

export interface Commit {
  /** When what it says was decided (ISO 8601 UTC), as the records will say. @default the store's clock */
  readonly at?: string;
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
  /** For a new stream: the eldest of its ancestors. @default itself */
  readonly root?: WorkerId;
  /** For a new stream: the model it asks, so that a driver can see it without reading the journal. */
  readonly model?: string;
  /** For a new stream: rejects with `name-taken` (details.worker) when a stream has the same key. */
  readonly idempotencyKey?: string;
  /** For a new stream that was lived in another store before. */
  readonly lived?: LivedElsewhere;
}

/** What a stream brings along from the store where it was first kept. */
export interface LivedElsewhere {
  /** When each of `records` was first committed, ISO 8601 UTC; one for each. */
  readonly at: readonly string[];
  /** How each of them was first written, where that was in an older version; it is kept so. @default none was */
  readonly originals?: readonly (OriginalRecord | undefined)[];
  /** The number of its last claim there; claims go on from it. */
  readonly epoch: number;
}

/** A summary kept beside the journal for listings; rebuilt from the journal when `version` differs. */
export interface StreamView {
  readonly version: number;
  readonly status: StatusName;
  readonly body: JsonObject;
  /** When the stream is due, as the clock writes it (ISO 8601, UTC). Absent: never by itself. */
  readonly wakeAt?: string;
}

export interface StreamHead {
  readonly worker: WorkerId;
  readonly name: string;
  readonly parent?: WorkerId;
  /** The eldest of its ancestors; itself when it has no parent. */
  readonly root: WorkerId;
  readonly model?: string;
  readonly seq: number;
  readonly epoch: number;
  /** Who holds it; absent when nobody does. May be dead: ask the presence port. */
  readonly driver?: DriverId;
  /** Present when it was kept at exactly `seq`, unless it was to be left out. */
  readonly view?: StreamView;
  /** What the last kept view says, even one that was kept before `seq`. */
  readonly wakeAt?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly pendingInbox: number;
}

/** A stream as somebody saw it: a `StreamHead` will do. */
export type SeenStream = Pick<StreamHead, "worker" | "seq">;

/** What a stream must be. Times compare as text, so they have the form in which the clock writes them. */
export interface StreamFilter {
  readonly workers?: readonly WorkerId[];
  /** One of these is what the last kept view says, even one that was kept before `seq`. */
  readonly statuses?: readonly StatusName[];
  readonly name?: string;
  /** What the whole id starts with. */
  readonly idPrefix?: string;
  readonly idempotencyKey?: string;
  readonly parent?: WorkerId;
  /** The streams of one tree, its root included. */
  readonly root?: WorkerId;
  /** Those with commands that nobody consumed yet. */
  readonly pendingInbox?: true;
  /** Those that nobody holds. */
  readonly free?: true;
  /** Those that somebody holds, alive or dead. */
  readonly held?: true;
  /** None of these trees. */
  readonly notRoots?: readonly WorkerId[];
  /** None that ask one of these models. */
  readonly notModels?: readonly string[];
  /** Those with a `wakeAt` at or before this. */
  readonly dueBefore?: string;
  /** @default oldest */
  readonly order?: "oldest" | "newest";
  /** Those that come after this stream in the wanted order: the last of one page begins the next. */
  readonly after?: WorkerId;
  /** @default all */
  readonly limit?: number;
  /** `false` leaves the views out, which may be long. */
  readonly withView?: false;
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
