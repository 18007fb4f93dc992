import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import type { InboxCommand, StreamFilter, StreamHead } from "../../ports/store.ts";
import { type ReadStatements, readStatements, streamsQuery } from "./read-statements.ts";
import { inboxCommandOf, storedRecordOf, streamHeadOf } from "./rows.ts";

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
    const { conditions, values } = conditionsOf(filter);
    return this.#streamsStatement(streamsQuery(conditions))
      .all(...values, filter.limit ?? -1)
      .map(streamHeadOf);
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

  /** Another number whenever another connection has committed, this process's writer included. */
  dataVersion(): number {
    return Number(this.#statements.dataVersion.get()?.["data_version"] ?? 0);
  }

  close(): void {
    this.#database.close();
  }
}

function conditionsOf(filter: StreamFilter): { conditions: string[]; values: SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...bound: SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (filter.statuses !== undefined) {
    // Where workers are named, look each of them up: the `+` keeps SQLite from walking all of a status instead.
    const column = filter.workers === undefined ? "s.status" : "+s.status";
    add(`${column} IN (${filter.statuses.map(() => "?").join(", ")})`, ...filter.statuses);
  }
  if (filter.name !== undefined) add("s.name = ?", filter.name);
  // Ids are ASCII: everything that starts with the prefix sorts from it up to the highest character after it.
  if (filter.idPrefix !== undefined)
    add("s.worker >= ? AND s.worker < ?", filter.idPrefix, `${filter.idPrefix}\u{10ffff}`);
  if (filter.workers !== undefined)
    add("s.worker IN (SELECT value FROM json_each(?))", JSON.stringify(filter.workers));
  if (filter.idempotencyKey !== undefined) add("s.idempotency_key = ?", filter.idempotencyKey);
  if (filter.parent !== undefined) add("s.parent = ?", filter.parent);
  if (filter.pendingInbox) {
    add("s.id IN (SELECT stream FROM inbox WHERE consumed_seq IS NULL)");
  }
  return { conditions, values };
}
