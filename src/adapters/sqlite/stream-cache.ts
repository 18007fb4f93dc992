import type { WriteStatements } from "./write-statements.ts";

/** What the writer needs to know of a stream before it appends. */
export interface StreamRow {
  readonly id: number;
  readonly seq: number;
  readonly epoch: number;
  readonly driver: string | null;
  readonly status: string | null;
  readonly wakeAt: string | null;
}

const MOST_STREAMS = 10_000;

/**
 * The streams as this writer left them, so that the next append to one asks nothing. Valid only
 * within a transaction, after `refresh`: nobody else can write then, and if somebody has written
 * since, everything is forgotten.
 */
export class StreamCache {
  head = 0;
  readonly #statements: WriteStatements;
  readonly #kept = new Map<string, StreamRow>();
  #changed = new Map<string, StreamRow>();
  #headBefore = 0;
  #dataVersion: unknown;

  constructor(statements: WriteStatements) {
    this.#statements = statements;
  }

  /** To be called first in each transaction. */
  refresh(): void {
    const version = this.#statements.dataVersion.get()?.["data_version"];
    if (version === this.#dataVersion) return;
    this.forget();
    this.#dataVersion = version;
    this.head = Number(this.#statements.head.get()?.["head"] ?? 0);
    this.#headBefore = this.head;
  }

  /** After a rollback of the whole transaction. */
  forget(): void {
    this.#kept.clear();
    this.#changed.clear();
    this.#dataVersion = undefined;
  }

  get(worker: string): StreamRow | undefined {
    return this.#changed.get(worker) ?? this.#kept.get(worker) ?? this.#read(worker);
  }

  set(worker: string, row: StreamRow): void {
    this.#changed.set(worker, row);
  }

  /** Streams were taken away: whoever asks for one looks for it again. */
  forgetStreams(): void {
    this.#kept.clear();
    this.#changed.clear();
  }

  /** The job stands: what it changed counts for the next ones. */
  keep(): void {
    if (this.#kept.size + this.#changed.size > MOST_STREAMS) this.#kept.clear();
    for (const [worker, row] of this.#changed) this.#kept.set(worker, row);
    this.#changed.clear();
    this.#headBefore = this.head;
  }

  /** The job was undone. */
  drop(): void {
    this.#changed.clear();
    this.head = this.#headBefore;
  }

  #read(worker: string): StreamRow | undefined {
    const row = this.#statements.stream.get(worker);
    if (row === undefined) return undefined;
    const stream = {
      id: Number(row["id"]),
      seq: Number(row["seq"]),
      epoch: Number(row["epoch"]),
      driver: textOrNull(row["driver"]),
      status: textOrNull(row["status"]),
      wakeAt: textOrNull(row["wake_at"]),
    };
    this.#kept.set(worker, stream);
    return stream;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
