import { hash } from "node:crypto";
import { LegateError } from "../../../ports/failure.ts";
import { type ExportPart, MOST_JOURNAL_BYTES, type WorkerExport } from "../../../ports/worker-export.ts";
import type { ExportLine } from "../../../wire/export-lines.ts";
import { readExportLine } from "../../../wire/export-lines.ts";
import { readWholeRecord, wholeRecord } from "../../../wire/records.ts";
import { ByteReader } from "./byte-reader.ts";

/** The body of an export file: lines of JSON, some of them followed by the bytes that they announce. */
export async function* framesOf(source: WorkerExport): AsyncGenerator<Uint8Array> {
  let records = 0;
  for await (const part of source.parts()) {
    if (part.part === "record") records += 1;
    yield* frameOf(part);
  }
  yield lineOf({ end: records });
}

function* frameOf(part: ExportPart): Generator<Uint8Array> {
  switch (part.part) {
    case "files":
      return yield lineOf({ files: { ...part.about, snapshots: [...part.about.snapshots] } });
    case "pack":
      yield lineOf({ pack: part.pack, bytes: part.bytes.length });
      return yield part.bytes;
    case "blob":
      yield lineOf({ blob: part.digest, bytes: part.bytes.length });
      return yield part.bytes;
    case "record": {
      const { seq, at, record, original } = part;
      const whole = original === undefined ? wholeRecord(record) : { type: record.type, ...original };
      return yield lineOf({ record: { seq, at, ...whole } });
    }
  }
}

function lineOf(line: ExportLine): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(line)}\n`);
}

/** How much may come of a file: what is compressed may be a thousand times as long. In bytes. */
export interface FrameLimits {
  readonly pack: number;
  readonly blobs: number;
}

/**
 * The parts of a body. Throws plainly what is wrong with the file, and `LegateError` for a record of a
 * newer Legate. Content is checked against its digest.
 */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  limits: FrameLimits,
): AsyncGenerator<ExportPart> {
  const reader = new ByteReader(body);
  const left = { ...limits, journal: MOST_JOURNAL_BYTES };
  for (let records = 0; ; ) {
    const text = await reader.line(left.journal);
    const line = readExportLine(text);
    if (line === undefined) throw new Error(`it has a line that is none of its format: ${text.slice(0, 80)}`);
    if ("end" in line) {
      if (line.end !== records) throw new Error(`it promises ${line.end} records and has ${records}`);
      return await reader.end();
    }
    if ("record" in line) {
      records += 1;
      left.journal -= text.length;
    }
    yield await partOf(line, reader, left);
  }
}

type Left = { pack: number; blobs: number };

async function partOf(
  line: Exclude<ExportLine, { readonly end: number }>,
  reader: ByteReader,
  left: Left,
): Promise<ExportPart> {
  if ("files" in line) return { part: "files", about: line.files };
  if ("record" in line) return recordOf(line.record);
  if ("pack" in line) {
    left.pack -= line.bytes;
    if (left.pack < 0) throw new Error("it claims more files than it can hold");
    return { part: "pack", pack: line.pack, bytes: await reader.bytes(line.bytes) };
  }
  left.blobs -= line.bytes;
  if (left.blobs < 0 || line.bytes > MOST_JOURNAL_BYTES)
    throw new Error("it claims more output than is taken");
  const bytes = await reader.bytes(line.bytes);
  if (`sha256:${hash("sha256", bytes)}` !== line.blob) throw new Error(`the content ${line.blob} is another`);
  return { part: "blob", digest: line.blob, bytes };
}

function recordOf(kept: Extract<ExportLine, { readonly record: unknown }>["record"]): ExportPart {
  const { seq, at, ...whole } = kept;
  const decoded = readWholeRecord(whole);
  if (decoded.ok) {
    const { record, original } = decoded;
    return { part: "record", seq, at, record, ...(original === undefined ? {} : { original }) };
  }
  if (decoded.code === "store-corrupt") throw new Error(`its record ${seq} (${kept.type}) cannot be read`);
  const message = `Record ${seq} (${kept.type} version ${kept.v}) was written by a newer Legate; update Legate to import it.`;
  throw new LegateError("bad-input", message, { details: { seq, type: kept.type, version: kept.v } });
}
