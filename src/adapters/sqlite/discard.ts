import { LegateError } from "../../ports/failure.ts";
import type { SeenStreamJob } from "./job.ts";
import type { StreamCache, StreamRow } from "./stream-cache.ts";
import type { WriteStatements } from "./write-statements.ts";

/**
 * Takes the streams that are still there away, in the open transaction. Throws the reason when one
 * of them may not go. The space becomes free within the file, for later records.
 */
export function discard(
  seen: readonly SeenStreamJob[],
  statements: WriteStatements,
  streams: StreamCache,
): void {
  const going = new Map<string, StreamRow>();
  for (const { worker, seq } of seen) {
    const stream = streams.get(worker);
    if (stream === undefined) continue;
    refuseIfInUse(worker, stream, seq, statements);
    going.set(worker, stream);
  }
  for (const worker of going.keys()) refuseIfChildStays(worker, going, statements);
  for (const { id } of going.values()) {
    statements.removeReferences.run(id);
    statements.removeRecords.run(id);
    statements.removeInbox.run(id);
    statements.removeStream.run(id);
  }
  statements.raiseHighWater.run(streams.head);
  streams.forgetStreams();
}

function refuseIfInUse(
  worker: string,
  stream: StreamRow,
  expected: number,
  statements: WriteStatements,
): void {
  const { id, driver, seq: actual } = stream;
  if (driver !== null) {
    const message = `Worker ${worker} is held by ${driver}; discard it once it rests, or close it first.`;
    throw new LegateError("not-allowed-now", message, { details: { worker, driver } });
  }
  if (actual !== expected) {
    const message = `Worker ${worker} is at record ${actual}, not ${expected}: look again before you discard it.`;
    throw new LegateError("stale-seq", message, { details: { worker, expected, actual } });
  }
  const pending = Number(statements.pending.get(id)?.["n"] ?? 0);
  if (pending > 0) {
    const message = `Worker ${worker} has ${pending} unread command(s); discard it once they are answered.`;
    throw new LegateError("inbox-not-empty", message, { details: { worker, pending } });
  }
}

function refuseIfChildStays(
  worker: string,
  going: ReadonlyMap<string, StreamRow>,
  statements: WriteStatements,
): void {
  const children = statements.children.all(worker).map((row) => String(row["worker"]));
  const child = children.find((one) => !going.has(one));
  if (child === undefined) return;
  const message = `Worker ${worker} has a child, ${child}, that is to stay; discard both, or neither.`;
  throw new LegateError("not-allowed-now", message, { details: { worker, child } });
}
