import { LegateError } from "../../ports/failure.ts";
import { removeBlobs } from "./collect-blobs.ts";
import { discard } from "./discard.ts";
import type { AppendJob, Job } from "./job.ts";
import type { StreamCache, StreamRow } from "./stream-cache.ts";
import type { WriteStatements } from "./write-statements.ts";

/**
 * Does one job in the open transaction and answers with the position of its last record (the head
 * when it has none), or with how much content it took away. Throws the reason when it is refused;
 * the caller undoes what was written.
 */
export function writeJob(job: Job, statements: WriteStatements, streams: StreamCache): number {
  if (job.collect !== undefined) return removeBlobs(job.collect, statements);
  if (job.discard !== undefined) discard(job.discard, statements, streams);
  for (const { digest, bytes } of job.blobs ?? []) statements.blob.run(digest, bytes);
  for (const digest of job.loose ?? []) statements.loosen.run(digest, job.at);
  for (const append of job.appends ?? []) writeAppend(append, job.at, statements, streams);
  for (const { worker, commandId, from, body } of job.put ?? []) {
    const stream = streams.get(worker);
    if (stream === undefined) {
      throw new LegateError("unknown-worker", `There is no worker ${worker}; create it first.`);
    }
    statements.put.run(stream.id, commandId, job.at, from, body);
  }
  return streams.head;
}

function writeAppend(append: AppendJob, at: string, statements: WriteStatements, streams: StreamCache): void {
  const known = streams.get(append.worker);
  refuseIfFenced(append, known);
  const stream = known ?? create(append, at, statements);
  const firstPosition = streams.head + 1;
  const seq = writeRows(append, at, stream, statements, streams);
  for (const { index, digest } of append.references ?? [])
    statements.reference.run(digest, firstPosition + index);
  settleInbox(append, stream.id, seq, statements);
  const kept = move(append, at, stream, seq, statements);
  const held = hold(append, stream, statements);
  streams.set(append.worker, { id: stream.id, seq, ...held, ...kept });
}

function refuseIfFenced(append: AppendJob, present: StreamRow | undefined): void {
  const { worker, expectedEpoch, expectedSeq } = append;
  const { epoch, seq } = present ?? { epoch: 0, seq: 0 };
  if (expectedEpoch !== epoch) {
    const message = `Worker ${worker} is at epoch ${epoch}, not ${expectedEpoch}: another driver took it. Stop driving it.`;
    throw new LegateError("stale-epoch", message, {
      details: { worker, expected: expectedEpoch, actual: epoch },
    });
  }
  if (expectedSeq !== seq) {
    const message = `Worker ${worker} is at record ${seq}, not ${expectedSeq}: read on and decide again.`;
    throw new LegateError("stale-seq", message, { details: { worker, expected: expectedSeq, actual: seq } });
  }
}

function create(append: AppendJob, at: string, statements: WriteStatements): StreamRow {
  const { worker, name, parent, root, model, idempotencyKey: key } = append;
  const owner = key === undefined ? undefined : statements.workerByKey.get(key)?.["worker"];
  if (owner !== undefined) {
    const message = `The key ${key} already belongs to ${owner}; use that worker, or another key.`;
    throw new LegateError("name-taken", message, { details: { worker: owner, key } });
  }
  const epoch = append.lived?.epoch ?? 0;
  const created = statements.createStream.run(
    worker,
    name ?? worker,
    parent ?? null,
    root === undefined || root === worker ? null : root,
    model ?? null,
    epoch,
    key ?? null,
    append.lived?.at[0] ?? at,
    at,
  );
  const id = Number(created.lastInsertRowid);
  return { id, seq: 0, epoch, driver: null, status: null, wakeAt: null };
}

function writeRows(
  { rows, lived }: AppendJob,
  at: string,
  stream: StreamRow,
  statements: WriteStatements,
  streams: StreamCache,
): number {
  let seq = stream.seq;
  const times = seq === 0 ? lived?.at : undefined;
  for (let i = 0; i + 2 < rows.length; i += 3) {
    statements.record.run(
      ++streams.head,
      stream.id,
      ++seq,
      times?.[i / 3] ?? at,
      rows[i] ?? "",
      rows[i + 1] ?? 0,
      rows[i + 2] ?? "",
    );
  }
  return seq;
}

function settleInbox(append: AppendJob, stream: number, seq: number, statements: WriteStatements): void {
  const { worker } = append;
  for (const command of new Set(append.consume ?? [])) {
    if (statements.consume.run(seq, stream, command).changes === 1) continue;
    const message = `Worker ${worker} has no pending command ${command}; read its inbox again.`;
    throw new LegateError("bad-input", message, { details: { worker, command } });
  }
  if (!append.requireEmptyInbox) return;
  const pending = Number(statements.pending.get(stream)?.["n"] ?? 0);
  if (pending === 0) return;
  const message = `Worker ${worker} has ${pending} unread command(s); answer them before it rests.`;
  throw new LegateError("inbox-not-empty", message, { details: { worker, pending } });
}

function move({ view }: AppendJob, at: string, stream: StreamRow, seq: number, statements: WriteStatements) {
  const { id, status, wakeAt } = stream;
  if (view === undefined) {
    statements.moveStream.run(seq, at, id);
    return { status, wakeAt };
  }
  const kept = { status: view.status, wakeAt: view.wakeAt ?? null };
  statements.moveStreamWithView.run(seq, at, view.version, seq, view.body, id);
  if (kept.status !== status) statements.keepStatus.run(kept.status, id);
  if (kept.wakeAt !== wakeAt) statements.keepWake.run(kept.wakeAt, id);
  return kept;
}

function hold({ claim, release }: AppendJob, stream: StreamRow, statements: WriteStatements) {
  const epoch = stream.epoch + (claim === undefined ? 0 : 1);
  const driver = release ? null : (claim ?? stream.driver);
  if (epoch !== stream.epoch || driver !== stream.driver) statements.hold.run(epoch, driver, stream.id);
  return { epoch, driver };
}
