import { resolve } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { Clock } from "../../ports/clock.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Commit, CommitReceipt, SeenStream, Store, StreamFilter } from "../../ports/store.ts";
import { ChangeWatch } from "./change-watch.ts";
import { collectBlobs } from "./collect-blobs.ts";
import { encodeCommit, storedAs } from "./encode-commit.ts";
import type { Job } from "./job.ts";
import type { OpenDatabase } from "./open-database.ts";
import { openDatabase } from "./open-database.ts";
import { Reader } from "./reader.ts";
import { asFailure } from "./sqlite-failure.ts";
import { WriterClient } from "./writer-client.ts";

export interface SqliteStoreOptions {
  /** Path of the store; it and its directory are created when missing, for their owner alone. */
  readonly file: string;
  readonly clock: Clock;
  readonly hasher: Hasher;
}

/**
 * A store in one SQLite file, for any number of processes of one machine (not on a network file
 * system). Commits that arrive together share one sync.
 *
 * Rejects with `state-dir-unusable`, `store-too-new`, `store-corrupt` or `store-unavailable`.
 */
export async function createSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const file = resolve(options.file);
  return new SqliteStore(openDatabase(file), { ...options, file });
}

class SqliteStore implements Store {
  readonly #options: SqliteStoreOptions;
  readonly #reader: Reader;
  readonly #writer: WriterClient;
  readonly #watch: ChangeWatch;
  #lastJob = 0;
  #closed: Promise<void> | undefined;

  constructor({ database, inode }: OpenDatabase, options: SqliteStoreOptions) {
    this.#options = options;
    this.#reader = new Reader(database);
    this.#watch = new ChangeWatch(() => this.#reader.dataVersion());
    this.#writer = new WriterClient({ file: options.file, inode }, () => this.#watch.committed());
  }

  async commit(commit: Commit): Promise<CommitReceipt> {
    this.#refuseIfOver();
    const { clock, hasher } = this.#options;
    const at = commit.at ?? clock.now();
    const position = await this.#writer.write(encodeCommit(commit, ++this.#lastJob, at, hasher));
    return { position, stored: storedAs(commit, position, at) };
  }

  async readWorker(worker: WorkerId, range: { afterSeq?: number; limit?: number } = {}) {
    return this.#read((reader) => reader.recordsOf(worker, range.afterSeq ?? 0, range.limit ?? -1));
  }

  async readAll(range: { after: number; limit?: number }) {
    return this.#read((reader) => reader.records(range.after, range.limit ?? 1000));
  }

  async head() {
    return this.#read((reader) => reader.head());
  }

  async stream(worker: WorkerId) {
    return this.#read((reader) => reader.stream(worker));
  }

  async streams(filter: StreamFilter = {}) {
    return this.#read((reader) => reader.streams(filter));
  }

  async count(filter: StreamFilter) {
    return this.#read((reader) => reader.count(filter));
  }

  async nextWake(after = "") {
    return this.#read((reader) => reader.nextWake(after));
  }

  async inbox(worker: WorkerId) {
    return this.#read((reader) => reader.inbox(worker));
  }

  async inboxCommand(worker: WorkerId, commandId: string) {
    return this.#read((reader) => reader.inboxCommand(worker, commandId));
  }

  async blob(digest: string) {
    return this.#read((reader) => reader.blob(digest));
  }

  async discard(streams: readonly SeenStream[]): Promise<void> {
    this.#refuseIfOver();
    if (streams.length === 0) return;
    await this.#write({ discard: streams.map(({ worker, seq }) => ({ worker, seq })) });
  }

  async collectBlobs({ olderThan }: { olderThan: string }): Promise<number> {
    return collectBlobs({
      known: (after, limit) => this.#read((reader) => reader.knownBlobs(after, limit, olderThan)),
      remove: (digests) => this.#write({ collect: { digests, olderThan } }),
    });
  }

  subscribe(listener: () => void): Disposable {
    this.#refuseIfOver();
    return this.#watch.subscribe(listener);
  }

  nudge(): void {
    if (this.#closed === undefined) this.#watch.poll();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#watch.close();
    await this.#writer.close();
    this.#reader.close();
  }

  #write(work: Pick<Job, "discard" | "collect">): Promise<number> {
    return this.#writer.write({ id: ++this.#lastJob, at: this.#options.clock.now(), ...work });
  }

  #read<T>(read: (reader: Reader) => T): T {
    this.#refuseIfOver();
    try {
      return read(this.#reader);
    } catch (error) {
      throw asFailure(error, this.#options.file);
    }
  }

  #refuseIfOver(): void {
    if (this.#closed !== undefined) {
      throw new LegateError("closed", `The store ${this.#options.file} was closed; open it again to use it.`);
    }
    if (this.#writer.dead !== undefined) throw this.#writer.dead;
  }
}
