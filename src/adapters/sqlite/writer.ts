import type { DatabaseSync } from "node:sqlite";
import { noteOf } from "./failure-note.ts";
import type { FailedJob, FailureNote, FromWriter, Job } from "./job.ts";
import { connect, inodeOf } from "./open-database.ts";
import { isSuspect, markSuspect } from "./recovery.ts";
import { asFailure, isOfOneStatement, isStorageFault, storageFault } from "./sqlite-failure.ts";
import { StreamCache } from "./stream-cache.ts";
import { writeJob } from "./write-job.ts";
import { type WriteStatements, writeStatements } from "./write-statements.ts";

/**
 * Writes batches of commits, each batch with one sync.
 *
 * W1. A job is answered only after the COMMIT of its batch returned: then its records are on disk.
 * W2. A refused job leaves nothing, and the others of its batch stand. A savepoint for each costs a
 *     fifth of the time of all, and few are refused: so a batch is written without, and once more
 *     with them when one of it is refused.
 * W3. After a storage fault the store is marked as suspect, and this writer writes nothing any more.
 */
export class Writer {
  readonly #file: string;
  readonly #inode: bigint | undefined;
  readonly #database: DatabaseSync;
  readonly #statements: WriteStatements;
  readonly #streams: StreamCache;
  #dead: FailureNote | undefined;

  constructor(file: string, inode: bigint | undefined) {
    this.#file = file;
    this.#inode = inode;
    this.#database = connect(file);
    this.#statements = writeStatements(this.#database);
    this.#streams = new StreamCache(this.#statements);
  }

  /** Writes the jobs as one batch, and with them whatever `more` has each time that all are written. */
  write(jobs: readonly Job[], more: () => readonly Job[] = () => []): FromWriter {
    const batch = [...jobs];
    if (this.#dead !== undefined) return this.#allFailed(batch, this.#dead);
    try {
      return this.#transaction(batch, more, (job) => writeJob(job, this.#statements, this.#streams));
    } catch (error) {
      this.#undo();
      const refused = this.#dead === undefined && isOfOneStatement(error);
      return refused ? this.#writeGuarded(batch) : this.#failed(batch, error);
    }
  }

  close(): void {
    this.#database.close();
  }

  #writeGuarded(batch: Job[]): FromWriter {
    try {
      return this.#transaction(
        batch,
        () => [],
        (job) => this.#guarded(job),
      );
    } catch (error) {
      this.#undo();
      return this.#failed(batch, error);
    }
  }

  #failed(batch: readonly Job[], error: unknown): FromWriter {
    if (isStorageFault(error)) this.#die(error);
    return this.#allFailed(batch, this.#dead ?? noteOf(asFailure(error, this.#file)));
  }

  #transaction(
    batch: Job[],
    more: () => readonly Job[],
    write: (job: Job) => number | FailureNote,
  ): FromWriter {
    const done: number[] = [];
    const failed: FailedJob[] = [];
    this.#statements.begin.run();
    this.#refuseIfReplaced();
    this.#streams.refresh();
    for (const job of batch) {
      const answer = write(job);
      if (typeof answer === "number") done.push(job.id, answer);
      else failed.push({ id: job.id, failure: answer });
      if (job === batch.at(-1)) batch.push(...more());
    }
    this.#streams.keep();
    this.#statements.commit.run();
    // Another process may have met the fault of this disk while we synced.
    if (isSuspect(this.#file)) this.#die();
    return this.#dead === undefined ? { done, failed } : this.#allFailed(batch, this.#dead);
  }

  #guarded(job: Job): number | FailureNote {
    this.#statements.savepoint.run();
    try {
      const position = writeJob(job, this.#statements, this.#streams);
      this.#statements.release.run();
      this.#streams.keep();
      return position;
    } catch (error) {
      if (!isOfOneStatement(error)) throw error;
      this.#statements.rollbackTo.run();
      this.#statements.release.run();
      this.#streams.drop();
      return noteOf(error);
    }
  }

  /** Within the transaction, so that whoever rewrites the store waits for us, or we see that it did. */
  #refuseIfReplaced(): void {
    if (isSuspect(this.#file)) this.#die();
    else if (inodeOf(this.#file) !== this.#inode) this.#replaced();
    if (this.#dead !== undefined) throw new Error(this.#dead.message);
  }

  #undo(): void {
    this.#streams.forget();
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch (error) {
      if (this.#dead === undefined) this.#die(error);
    }
  }

  #die(cause?: unknown): void {
    this.#dead = noteOf(storageFault(this.#file, cause));
    try {
      markSuspect(this.#file);
    } catch {
      // The disk does not even take the mark. This process stops all the same.
    }
  }

  #replaced(): void {
    const message = `The store ${this.#file} was rewritten or removed by another process; start again to open the new one.`;
    this.#dead = { code: "store-unavailable", message, details: {} };
  }

  #allFailed(jobs: readonly Job[], failure: FailureNote): FromWriter {
    const failed = jobs.map(({ id }) => ({ id, failure }));
    return this.#dead === undefined ? { done: [], failed } : { done: [], failed, dead: this.#dead };
  }
}
