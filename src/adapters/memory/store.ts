import type { WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import type { Clock } from "../../ports/clock.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Commit, CommitReceipt, Store, StreamFilter } from "../../ports/store.ts";
import { decodeRecord } from "../../wire/records.ts";
import {
  emptyContents,
  headOf,
  type MemoryContents,
  type MemoryRow,
  type MemoryStream,
  pendingOf,
} from "./contents.ts";
import { Draft } from "./draft.ts";

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
    const draft = new Draft(contents, this.#hasher, this.#clock.now());
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
    return stream === undefined ? undefined : structuredClone(headOf(stream));
  }

  async streams(filter: StreamFilter = {}) {
    return [...this.#open().streams.values()]
      .filter((stream) => matches(stream, filter))
      .slice(0, filter.limit ?? Number.POSITIVE_INFINITY)
      .map((stream) => structuredClone(headOf(stream)));
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

function matches(stream: MemoryStream, filter: StreamFilter): boolean {
  const { workers, statuses, name, idPrefix, idempotencyKey, parent, pendingInbox } = filter;
  if (workers !== undefined && !workers.includes(stream.worker)) return false;
  if (idempotencyKey !== undefined && stream.idempotencyKey !== idempotencyKey) return false;
  if (statuses !== undefined && (stream.view === undefined || !statuses.includes(stream.view.status)))
    return false;
  if (name !== undefined && stream.name !== name) return false;
  if (idPrefix !== undefined && !stream.worker.startsWith(idPrefix)) return false;
  if (parent !== undefined && stream.parent !== parent) return false;
  return pendingInbox === undefined || pendingOf(stream).length > 0;
}
