import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import { LegateError } from "../../ports/failure.ts";
import type { InboxCommand, StreamFilter, StreamHead } from "../../ports/store.ts";
import { type ReadStatements, readStatements } from "./read-statements.ts";
import { inboxCommandOf, storedRecordOf, streamHeadOf } from "./rows.ts";
import { countQuery, streamsQuery } from "./streams-query.ts";

/** Reads what is committed. Each read sees one state of the whole store, and holds no lock afterwards. */
export class Reader {
  readonly #database: DatabaseSync;
  readonly #statements: ReadStatements;
  readonly #streams = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    database.exec("PRAGMA query_only = 1");
    this.#database = database;
    this.#statements = readStatements(database);
  }

  recordsOf(worker: WorkerId, afterSeq: number, limit: number): StoredRecord[] {
    const rows = this.#statements.recordsOf.all(worker, afterSeq, limit);
    return rows.map((row) => storedRecordOf(row, (digest) => this.blob(digest)));
  }

  records(after: number, limit: number): StoredRecord[] {
    const rows = this.#statements.records.all(after, limit);
    return rows.map((row) => storedRecordOf(row, (digest) => this.blob(digest)));
  }

  head(): number {
    return Number(this.#statements.head.get()?.["head"] ?? 0);
  }

  stream(worker: WorkerId): StreamHead | undefined {
    const row = this.#statements.stream.get(worker);
    return row === undefined ? undefined : streamHeadOf(row);
  }

  streams(filter: StreamFilter): StreamHead[] {
    const birth = filter.after === undefined ? undefined : this.#birthOf(filter.after);
    const { sql, values } = streamsQuery(filter, birth);
    return this.#streamsStatement(sql)
      .all(...values)
      .map(streamHeadOf);
  }

  count(filter: StreamFilter): number {
    const { sql, values } = countQuery(filter);
    return Number(this.#streamsStatement(sql).get(...values)?.["n"] ?? 0);
  }

  nextWake(after: string): string | undefined {
    const at = this.#statements.nextWake.get(after)?.["at"];
    return typeof at === "string" ? at : undefined;
  }

  #birthOf(worker: WorkerId): number {
    const id = this.#statements.birth.get(worker)?.["id"];
    if (typeof id === "number") return id;
    throw new LegateError(
      "unknown-worker",
      `There is no worker ${worker} to go on after; list from the start.`,
    );
  }

  /** One statement for each combination of filters; there are few. */
  #streamsStatement(sql: string): StatementSync {
    const known = this.#streams.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#streams.set(sql, made);
    return made;
  }

  inbox(worker: WorkerId): InboxCommand[] {
    return this.#statements.inbox.all(worker).map(inboxCommandOf);
  }

  inboxCommand(worker: WorkerId, commandId: string): InboxCommand | undefined {
    const row = this.#statements.inboxCommand.get(worker, commandId);
    return row === undefined ? undefined : inboxCommandOf(row);
  }

  blob(digest: string): Uint8Array | undefined {
    const bytes = this.#statements.blob.get(digest)?.["bytes"];
    return bytes instanceof Uint8Array ? bytes : undefined;
  }

  /** The digests after `after` that are known, at most `limit`, and whether each is to stay. */
  knownBlobs(after: string, limit: number, olderThan: string): { digest: string; spared: boolean }[] {
    const rows = this.#statements.knownBlobs.all(olderThan, after, limit);
    return rows.map((row) => ({ digest: row["digest"] as string, spared: row["spared"] === 1 }));
  }

  /** Another number whenever another connection has committed, this process's writer included. */
  dataVersion(): number {
    return Number(this.#statements.dataVersion.get()?.["data_version"] ?? 0);
  }

  close(): void {
    this.#database.close();
  }
}
