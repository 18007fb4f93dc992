import type { WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import type { Clock } from "../../ports/clock.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Commit, CommitReceipt, SeenStream, Store, StreamFilter } from "../../ports/store.ts";
import { decodeRecord } from "../../wire/records.ts";
import { collectBlobs } from "./collect-blobs.ts";
import { emptyContents, type MemoryContents, type MemoryRow, pendingOf } from "./contents.ts";
import { discard } from "./discard.ts";
import { Draft } from "./draft.ts";
import { headOf, listStreams } from "./list-streams.ts";

export interface MemoryStoreOptions {
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** Share it between stores to play several processes on one disk. @default new and empty */
  readonly contents?: MemoryContents;
}

/** The reference implementation of the port: keeps nothing beyond the process. */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options);
}

class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #hasher: Hasher;
  readonly #contents: MemoryContents;
  readonly #mine = new Set<() => void>();
  #closed = false;

  constructor(options: MemoryStoreOptions) {
    this.#clock = options.clock;
    this.#hasher = options.hasher;
    this.#contents = options.contents ?? emptyContents();
  }

  async commit(commit: Commit): Promise<CommitReceipt> {
    const contents = this.#open();
    const draft = new Draft(contents, this.#hasher, commit.at ?? this.#clock.now());
    draft.apply(commit);
    draft.publish();
    this.#tell();
    return { position: contents.head, stored: draft.rows.map((row) => this.#stored(row)) };
  }

  /** Numbered from 1 without gaps: as many were seen as the last one's number says. */
  async readWorker(worker: WorkerId, range: { afterSeq?: number; limit?: number } = {}) {
    const journal = this.#open().journals.get(worker) ?? [];
    return this.#slice(journal, range.afterSeq ?? 0, range.limit ?? Number.POSITIVE_INFINITY);
  }

  async readAll(range: { after: number; limit?: number }) {
    const { rows } = this.#open();
    const seen = rows.findLastIndex((row) => row.position <= range.after) + 1;
    return this.#slice(rows, seen, range.limit ?? 1000);
  }

  async head() {
    return this.#open().head;
  }

  async stream(worker: WorkerId) {
    const stream = this.#open().streams.get(worker);
    return stream === undefined ? undefined : headOf(stream);
  }

  async streams(filter: StreamFilter = {}) {
    return listStreams(this.#open(), filter);
  }

  async count({ after: _, limit: __, ...filter }: StreamFilter) {
    return listStreams(this.#open(), filter).length;
  }

  async nextWake(after = "") {
    const times = [...this.#open().streams.values()].flatMap(({ view }) => view?.wakeAt ?? []);
    return times.filter((at) => at > after).toSorted()[0];
  }

  async inbox(worker: WorkerId) {
    const stream = this.#open().streams.get(worker);
    return stream === undefined ? [] : structuredClone(pendingOf(stream));
  }

  async inboxCommand(worker: WorkerId, commandId: string) {
    const stream = this.#open().streams.get(worker);
    return structuredClone(stream?.inbox.find((command) => command.commandId === commandId));
  }

  async blob(digest: string) {
    return this.#open().blobs.get(digest)?.slice();
  }

  async discard(streams: readonly SeenStream[]) {
    discard(this.#open(), streams);
    this.#tell();
  }

  async collectBlobs({ olderThan }: { olderThan: string }) {
    return collectBlobs(this.#open(), olderThan);
  }

  subscribe(listener: () => void): Disposable {
    const { listeners } = this.#open();
    const entry = () => listener();
    listeners.add(entry);
    this.#mine.add(entry);
    return {
      [Symbol.dispose]: () => {
        listeners.delete(entry);
        this.#mine.delete(entry);
      },
    };
  }

  /** Stores on the same contents hear of each other's commits at once, so there is nothing to look for. */
  nudge(): void {}

  async [Symbol.asyncDispose](): Promise<void> {
    for (const entry of this.#mine) this.#contents.listeners.delete(entry);
    this.#closed = true;
  }

  #tell(): void {
    for (const listener of [...this.#contents.listeners]) listener();
  }

  #open(): MemoryContents {
    if (this.#closed) throw new LegateError("closed", "This store was closed; open it again to use it.");
    return this.#contents;
  }

  #slice(rows: readonly MemoryRow[], seen: number, limit: number): StoredRecord[] {
    return rows.slice(seen, seen + limit).map((row) => this.#stored(row));
  }

  #stored({ kept, references, ...place }: MemoryRow): StoredRecord {
    const decoded = decodeRecord(kept, (digest) => this.#contents.blobs.get(digest));
    if (!decoded.ok) throw new LegateError(decoded.code, decoded.message);
    const { record, original } = decoded;
    return { ...place, record, ...(original === undefined ? {} : { original }) };
  }
}
