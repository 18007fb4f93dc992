import type { WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import type { Clock } from "../../ports/clock.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Commit, CommitReceipt, Store, StreamFilter } from "../../ports/store.ts";
import { decodeRecord } from "../../wire/records.ts";
import { emptyContents, type MemoryContents, type MemoryRow, pendingOf } from "./contents.ts";
import { Draft } from "./draft.ts";
import { headOf, listStreams } from "./list-streams.ts";

export interface MemoryStoreOptions {
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** Share it between stores to play several processes on one disk. @default new and empty */
  readonly contents?: MemoryContents;
}

/** The reference implementation of the port: keeps nothing beyond the process, and forgets nothing within it. */
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
    for (const listener of [...contents.listeners]) listener();
    return { position: contents.rows.length, stored: draft.rows.map((row) => this.#stored(row)) };
  }

  async readWorker(worker: WorkerId, range: { afterSeq?: number; limit?: number } = {}) {
    const journal = this.#open().journals.get(worker) ?? [];
    return this.#slice(journal, range.afterSeq ?? 0, range.limit ?? Number.POSITIVE_INFINITY);
  }

  async readAll(range: { after: number; limit?: number }) {
    return this.#slice(this.#open().rows, range.after, range.limit ?? 1000);
  }

  async head() {
    return this.#open().rows.length;
  }

  async stream(worker: WorkerId) {
    const stream = this.#open().streams.get(worker);
    return stream === undefined ? undefined : headOf(stream);
  }

  async streams(filter: StreamFilter = {}) {
    return listStreams(this.#open(), filter);
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

  #open(): MemoryContents {
    if (this.#closed) throw new LegateError("closed", "This store was closed; open it again to use it.");
    return this.#contents;
  }

  /** Rows are numbered from 1 without gaps, so the row after number n is at index n. */
  #slice(rows: readonly MemoryRow[], after: number, limit: number): StoredRecord[] {
    return rows.slice(after, after + limit).map((row) => this.#stored(row));
  }

  #stored({ kept, ...place }: MemoryRow): StoredRecord {
    const decoded = decodeRecord(kept, (digest) => this.#contents.blobs.get(digest));
    if (!decoded.ok) throw new LegateError(decoded.code, decoded.message);
    return { ...place, record: decoded.record };
  }
}
