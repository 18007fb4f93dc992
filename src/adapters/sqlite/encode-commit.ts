import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Append, Commit, NewBlob } from "../../ports/store.ts";
import { encodeRecord } from "../../wire/records.ts";
import type { AppendJob, BlobJob, Job } from "./job.ts";

const NONE: readonly never[] = [];

/** A commit as the writer thread takes it. Throws when a record or a digest is not what it should be. */
export function encodeCommit(commit: Commit, id: number, at: string, hasher: Hasher): Job {
  const blobs: BlobJob[] = (commit.blobs ?? []).map((blob) => checked(blob, hasher));
  const appends = (commit.appends ?? []).map((append) => encodeAppend(append, blobs, hasher));
  const put = (commit.put ?? []).map(({ worker, commandId, from, body }) => ({
    worker,
    commandId,
    from,
    body: JSON.stringify(body),
  }));
  return { id, at, appends, put, blobs };
}

function encodeAppend(append: Append, blobs: BlobJob[], hasher: Hasher): AppendJob {
  const rows: (string | number)[] = [];
  const references: { index: number; digest: string }[] = [];
  const digest = (bytes: Uint8Array) => hasher.digest(bytes);
  for (const [index, record] of append.records.entries()) {
    const encoded = encodeRecord(record, digest);
    rows.push(encoded.type, encoded.v, encoded.data);
    blobs.push(...encoded.outside);
    for (const reference of encoded.references) references.push({ index, digest: reference });
  }
  const { view } = append;
  return {
    worker: append.worker,
    expectedSeq: append.expectedSeq,
    expectedEpoch: append.expectedEpoch,
    rows,
    references,
    claim: append.claim,
    release: append.release ?? false,
    consume: append.consume ?? NONE,
    requireEmptyInbox: append.requireEmptyInbox ?? false,
    view: view && { version: view.version, status: view.status, body: JSON.stringify(view.body) },
    name: append.name,
    parent: append.parent,
    idempotencyKey: append.idempotencyKey,
  };
}

function checked({ digest, bytes }: NewBlob, hasher: Hasher): BlobJob {
  const actual = hasher.digest(bytes);
  if (actual === digest) return { digest, bytes };
  throw new LegateError("bad-input", `The content named ${digest} is ${actual}; name it by its digest.`);
}
