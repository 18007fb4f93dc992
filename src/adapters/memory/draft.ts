import type { WorkerId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Append, Commit, LivedElsewhere, NewInboxCommand } from "../../ports/store.ts";
import { encodeRecord } from "../../wire/records.ts";
import type { MemoryContents, MemoryRow, MemoryStream } from "./contents.ts";
import { consumed, refuseIfFenced, refuseUnread } from "./refusals.ts";

/** What a commit would change. Nothing of it is seen by anybody until `publish`. */
export class Draft {
  readonly rows: MemoryRow[] = [];
  readonly #streams = new Map<WorkerId, MemoryStream>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #contents: MemoryContents;
  readonly #hasher: Hasher;
  readonly #at: string;

  constructor(contents: MemoryContents, hasher: Hasher, at: string) {
    this.#contents = contents;
    this.#hasher = hasher;
    this.#at = at;
  }

  /** Throws with the reason, and then the draft is to be dropped. */
  apply(commit: Commit): void {
    for (const { digest, bytes } of commit.blobs ?? []) this.#keep(digest, bytes);
    for (const append of commit.appends ?? []) this.#append(append);
    for (const command of commit.put ?? []) this.#put(command);
  }

  publish(): void {
    this.#contents.head += this.rows.length;
    for (const row of this.rows) {
      this.#contents.rows.push(row);
      const journal = this.#contents.journals.get(row.worker);
      if (journal === undefined) this.#contents.journals.set(row.worker, [row]);
      else journal.push(row);
    }
    for (const [worker, stream] of this.#streams) {
      this.#contents.streams.set(worker, stream);
      if (stream.idempotencyKey !== undefined) {
        this.#contents.byIdempotencyKey.set(stream.idempotencyKey, worker);
      }
    }
    const needed = new Set(this.rows.flatMap((row) => row.references));
    for (const [digest, bytes] of this.#blobs) {
      this.#contents.blobs.set(digest, bytes);
      if (!needed.has(digest)) this.#contents.looseSince.set(digest, this.#at);
    }
  }

  #keep(digest: string, bytes: Uint8Array): void {
    const actual = this.#hasher.digest(bytes);
    if (actual !== digest) {
      throw new LegateError("bad-input", `The content named ${digest} is ${actual}; name it by its digest.`);
    }
    this.#blobs.set(digest, bytes.slice());
  }

  #append(append: Append): void {
    const before = this.#present(append.worker) ?? this.#unborn(append);
    refuseIfFenced(append, before);
    this.#refuseTakenKey(append, before);
    const seq = this.#write(append, before);
    const inbox = consumed(append, before, seq);
    const { driver, ...rest } = before;
    const holder = append.release ? undefined : (append.claim ?? driver);
    const stream: MemoryStream = {
      ...rest,
      ...(holder === undefined ? {} : { driver: holder }),
      ...(append.view === undefined
        ? {}
        : { view: { ...append.view, body: throughJson(append.view.body), seq } }),
      seq,
      epoch: (livedBefore(append, before)?.epoch ?? before.epoch) + (append.claim === undefined ? 0 : 1),
      inbox,
      updatedAt: this.#at,
    };
    refuseUnread(append, stream);
    this.#streams.set(append.worker, stream);
  }

  #present(worker: WorkerId): MemoryStream | undefined {
    return this.#streams.get(worker) ?? this.#contents.streams.get(worker);
  }

  #unborn(append: Append): MemoryStream {
    return {
      worker: append.worker,
      name: append.name ?? append.worker,
      root: append.root ?? append.worker,
      ...(append.parent === undefined ? {} : { parent: append.parent }),
      ...(append.model === undefined ? {} : { model: append.model }),
      ...(append.idempotencyKey === undefined ? {} : { idempotencyKey: append.idempotencyKey }),
      seq: 0,
      epoch: 0,
      inbox: [],
      createdAt: append.lived?.at[0] ?? this.#at,
      updatedAt: this.#at,
    };
  }

  #refuseTakenKey(append: Append, before: MemoryStream): void {
    const key = before.seq === 0 ? append.idempotencyKey : undefined;
    if (key === undefined) return;
    const drafted = [...this.#streams.values()].find((stream) => stream.idempotencyKey === key)?.worker;
    const worker = drafted ?? this.#contents.byIdempotencyKey.get(key);
    if (worker === undefined || worker === append.worker) return;
    const message = `The key ${key} already belongs to ${worker}; use that worker, or another key.`;
    throw new LegateError("name-taken", message, { details: { worker, key } });
  }

  /** Adds the records as rows and answers with the last seq. */
  #write(append: Append, before: MemoryStream): number {
    let seq = before.seq;
    const lived = livedBefore(append, before);
    for (const [index, record] of append.records.entries()) {
      const original = lived?.originals?.[index];
      const encoded = encodeRecord(record, (bytes) => this.#hasher.digest(bytes), original);
      const { type, v, data, outside, references } = encoded;
      for (const kept of outside) this.#blobs.set(kept.digest, kept.bytes);
      const at = lived?.at[index] ?? this.#at;
      const place = { position: this.#contents.head + this.rows.length + 1, seq: ++seq, at };
      this.rows.push({ ...place, worker: append.worker, kept: { type, v, data }, references });
    }
    return seq;
  }

  #put(command: NewInboxCommand): void {
    const stream = this.#present(command.worker);
    if (stream === undefined) {
      throw new LegateError("unknown-worker", `There is no worker ${command.worker}; create it first.`);
    }
    if (stream.inbox.some((known) => known.commandId === command.commandId)) return;
    const inbox = [...stream.inbox, { ...command, body: throughJson(command.body), at: this.#at }];
    this.#streams.set(command.worker, { ...stream, inbox });
  }
}

/** Only a new stream has lived elsewhere. */
function livedBefore({ lived }: Append, before: MemoryStream): LivedElsewhere | undefined {
  return before.seq === 0 ? lived : undefined;
}

/** What a store that keeps text would give back; throws for what has no JSON text. */
function throughJson<T extends Json>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
