import type { WorkerId } from "../../core/ids.ts";
import { LegateError } from "../../ports/failure.ts";
import type { SeenStream } from "../../ports/store.ts";
import { type MemoryContents, type MemoryStream, pendingOf } from "./contents.ts";

/** Takes the streams that are still there away. Throws the reason when it may not, and then all stay. */
export function discard(contents: MemoryContents, seen: readonly SeenStream[]): void {
  const going = new Map<WorkerId, MemoryStream>();
  for (const { worker, seq } of seen) {
    const stream = contents.streams.get(worker);
    if (stream === undefined) continue;
    refuseIfInUse(stream, seq);
    going.set(worker, stream);
  }
  for (const { worker, parent } of contents.streams.values()) {
    if (parent !== undefined && going.has(parent) && !going.has(worker)) refuseParent(parent, worker);
  }
  for (const { worker, idempotencyKey } of going.values()) {
    contents.streams.delete(worker);
    contents.journals.delete(worker);
    if (idempotencyKey !== undefined) contents.byIdempotencyKey.delete(idempotencyKey);
  }
  contents.rows = contents.rows.filter(({ worker }) => !going.has(worker));
}

function refuseIfInUse(stream: MemoryStream, expected: number): void {
  const { worker, driver, seq: actual } = stream;
  if (driver !== undefined) {
    const message = `Worker ${worker} is held by ${driver}; discard it once it rests, or close it first.`;
    throw new LegateError("not-allowed-now", message, { details: { worker, driver } });
  }
  if (actual !== expected) {
    const message = `Worker ${worker} is at record ${actual}, not ${expected}: look again before you discard it.`;
    throw new LegateError("stale-seq", message, { details: { worker, expected, actual } });
  }
  const pending = pendingOf(stream).length;
  if (pending > 0) {
    const message = `Worker ${worker} has ${pending} unread command(s); discard it once they are answered.`;
    throw new LegateError("inbox-not-empty", message, { details: { worker, pending } });
  }
}

function refuseParent(worker: WorkerId, child: WorkerId): never {
  const message = `Worker ${worker} has a child, ${child}, that is to stay; discard both, or neither.`;
  throw new LegateError("not-allowed-now", message, { details: { worker, child } });
}
