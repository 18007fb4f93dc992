import type { DriverId, WorkerId } from "../../core/ids.ts";
import type { StoredRecord } from "../../core/journal/record.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { StatusName } from "../../core/worker/status.ts";
import { LegateError } from "../../ports/failure.ts";
import type { InboxCommand, StreamHead, StreamView } from "../../ports/store.ts";
import { decodeRecord } from "../../wire/records.ts";

/** A row as SQLite gives it. The tables are STRICT, so that a column has the type it was declared with. */
export type Row = Readonly<Record<string, unknown>>;

export function storedRecordOf(row: Row, content: (digest: string) => Uint8Array | undefined): StoredRecord {
  const kept = { type: row["type"] as string, v: row["v"] as number, data: row["data"] as string };
  const decoded = decodeRecord(kept, content);
  const position = row["position"] as number;
  if (!decoded.ok) {
    const details = { position, worker: row["worker"], seq: row["seq"] };
    throw new LegateError(decoded.code, decoded.message, { details });
  }
  return {
    position,
    worker: row["worker"] as WorkerId,
    seq: row["seq"] as number,
    at: row["at"] as string,
    record: decoded.record,
    ...(decoded.original === undefined ? {} : { original: decoded.original }),
  };
}

export function streamHeadOf(row: Row): StreamHead {
  const seq = row["seq"] as number;
  const kept = row["view_seq"] === seq;
  const worker = row["worker"] as WorkerId;
  return {
    worker,
    name: row["name"] as string,
    ...(row["parent"] === null ? {} : { parent: row["parent"] as WorkerId }),
    root: row["root"] === null ? worker : (row["root"] as WorkerId),
    ...(row["model"] === null ? {} : { model: row["model"] as string }),
    seq,
    epoch: row["epoch"] as number,
    ...(row["driver"] === null ? {} : { driver: row["driver"] as DriverId }),
    ...(kept ? viewOf(row) : {}),
    ...wakeOf(row),
    createdAt: row["created_at"] as string,
    updatedAt: row["updated_at"] as string,
    pendingInbox: row["pending"] as number,
  };
}

/** One that cannot be read is as good as none: whoever needs it makes it anew from the journal. */
function viewOf(row: Row): { view?: StreamView } {
  const body = bodyOf(row["view"]);
  if (!isJsonObject(body)) return {};
  const version = row["view_version"] as number;
  return { view: { version, status: row["status"] as StatusName, body, ...wakeOf(row) } };
}

function wakeOf(row: Row): { wakeAt?: string } {
  return row["wake_at"] === null ? {} : { wakeAt: row["wake_at"] as string };
}

export function inboxCommandOf(row: Row): InboxCommand {
  const consumed = row["consumed_seq"];
  return {
    worker: row["worker"] as WorkerId,
    commandId: row["command"] as string,
    from: row["sender"] as string,
    body: bodyOf(row["body"]),
    at: row["at"] as string,
    ...(typeof consumed === "number" ? { consumedAtSeq: consumed } : {}),
  };
}

/** What is no JSON goes on as the text that it is: that is no command, and whoever reads it refuses it by name. */
function bodyOf(text: unknown): Json {
  try {
    return JSON.parse(String(text));
  } catch {
    return String(text);
  }
}
