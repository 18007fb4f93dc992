import type { StoredRecord } from "../../core/journal/record.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Append, Commit, LivedElsewhere, NewBlob, StreamView } from "../../ports/store.ts";
import { encodeRecord } from "../../wire/records.ts";
import type { AppendJob, BlobJob, Job, ReferenceJob, ViewJob } from "./job.ts";

/** A commit as the writer thread takes it. Throws when a record or a digest is not what it should be. */
export function encodeCommit(commit: Commit, id: number, at: string, hasher: Hasher): Job {
  const given = commit.blobs?.map((blob) => checked(blob, hasher)) ?? [];
  const blobs = [...given];
  const appends = commit.appends?.map((append) => encodeAppend(append, blobs, hasher));
  const put = commit.put?.map(({ worker, commandId, from, body }) => ({
    worker,
    commandId,
    from,
    body: JSON.stringify(body),
  }));
  const loose = looseOf(given, appends);
  return {
    id,
    at,
    ...(appends && { appends }),
    ...(put && { put }),
    ...(blobs.length > 0 && { blobs }),
    ...(loose.length > 0 && { loose }),
  };
}

/** What became of the records of a commit: they lie one after the other, up to its position. */
export function storedAs(commit: Commit, position: number, at: string): StoredRecord[] {
  const placed: Omit<StoredRecord, "position">[] = [];
  for (const append of commit.appends ?? []) {
    const { worker, expectedSeq, records } = append;
    const lived = livedOf(append);
    for (const [index, record] of records.entries()) {
      const original = lived?.originals?.[index];
      const place = { worker, seq: expectedSeq + 1 + index, at: lived?.at[index] ?? at };
      placed.push({ ...place, record, ...(original === undefined ? {} : { original }) });
    }
  }
  const before = position - placed.length;
  return placed.map((one, index) => ({ position: before + 1 + index, ...one }));
}

/** Only a new stream has lived elsewhere. */
function livedOf({ expectedSeq, lived }: Append): LivedElsewhere | undefined {
  return expectedSeq === 0 ? lived : undefined;
}

function looseOf(given: readonly BlobJob[], appends: readonly AppendJob[] = []): string[] {
  if (given.length === 0) return [];
  const needed = new Set(appends.flatMap((append) => append.references ?? []).map(({ digest }) => digest));
  return given.map(({ digest }) => digest).filter((digest) => !needed.has(digest));
}

/** The content that the records keep outside of themselves is added to `blobs`. */
function encodeAppend(append: Append, blobs: BlobJob[], hasher: Hasher): AppendJob {
  const { records, view, ...plain } = append;
  const originals = livedOf(append)?.originals;
  const rows: (string | number)[] = [];
  const references: ReferenceJob[] = [];
  const digest = (bytes: Uint8Array) => hasher.digest(bytes);
  for (const [index, record] of records.entries()) {
    const encoded = encodeRecord(record, digest, originals?.[index]);
    rows.push(encoded.type, encoded.v, encoded.data);
    blobs.push(...encoded.outside);
    for (const reference of encoded.references) references.push({ index, digest: reference });
  }
  const job = references.length === 0 ? { ...plain, rows } : { ...plain, rows, references };
  return view === undefined ? job : { ...job, view: encodeView(view) };
}

function encodeView({ body, ...plain }: StreamView): ViewJob {
  return { ...plain, body: JSON.stringify(body) };
}

function checked({ digest, bytes }: NewBlob, hasher: Hasher): BlobJob {
  const actual = hasher.digest(bytes);
  if (actual === digest) return { digest, bytes };
  throw new LegateError("bad-input", `The content named ${digest} is ${actual}; name it by its digest.`);
}
