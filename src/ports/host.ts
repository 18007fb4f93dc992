import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import type { Worker } from "../core/worker/worker.ts";

/**
 * A program that shows workers to people: an editor, a supervisor, a chat.
 *
 * H1. It is told in the order of the store's positions, one event at a time: the next one comes when
 *     `notify` has resolved. It may take as long as it likes.
 * H2. Each event comes at least once. After a crash, its own or ours, it goes on after the last position
 *     that it kept; what it hears twice has the same `worker` and `seq`.
 * H3. It only watches. What it does or fails to do changes nothing for any worker: an event whose `notify`
 *     rejects is told again, and the ones after it wait.
 */
export interface Host {
  notify(event: HostEvent): Promise<void>;
}

export interface HostEvent {
  /** The host's cursor: what comes after it, it has not heard. */
  readonly position: number;
  readonly worker: WorkerId;
  readonly seq: number;
  readonly stored: StoredRecord;
  /** What the record means for those who watch; empty when the worker stands as it did before. */
  readonly notifications: readonly HostNotification[];
}

/** A JSON-RPC notification. */
export interface HostNotification {
  readonly jsonrpc: "2.0";
  readonly method: string;
  readonly params: JsonObject;
}

/** How a change is told. Pure. */
export type HostFormat = (change: HostChange, session: HostSession) => readonly HostNotification[];

/** A worker as it was just after a record that changed it. */
export interface HostChange {
  readonly worker: Worker;
  readonly stored: StoredRecord;
  /** What its present cycle is about. */
  readonly task: string;
}

export interface HostSession {
  /** The host's name for the conversation; it hears it again with every update. */
  readonly sessionId: string;
  /** What the host runs, when it is a program of Harn's. */
  readonly script?: string;
}
