import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { isFailure, LegateError } from "../../../ports/failure.ts";
import type { ExportPart, WorkerExport } from "../../../ports/worker-export.ts";
import { readExportHeader } from "../../../wire/export-lines.ts";
import { partsOf } from "./frames.ts";

export interface OpenedExport extends WorkerExport {
  /** `sha256:…`, as its closing line says. */
  readonly digest: string;
}

/** The closing line: `sha256:`, 64 digits, a line break. */
const CLOSING_BYTES = 72;
const MOST_HEADER_BYTES = 64 * 1024;
const MEBIBYTE = 1024 * 1024;
const MOST_BLOB_BYTES = 4096 * MEBIBYTE;

/**
 * An export file whose every byte was checked against its closing line. Answers nothing for a file
 * that is no export of ours; rejects with `bad-input` for one that is torn, damaged or too new.
 *
 * E1. Nothing of the body is looked at before the sum of the whole file is right.
 * E2. The sum is taken again with each reading of the parts, so a file that changes meanwhile is noticed
 *     at the end of that reading, before the import is committed.
 */
export async function openExport(path: string): Promise<OpenedExport | undefined> {
  const file = await opened(path);
  try {
    const { size } = await file.stat();
    const head = await readAt(file, 0, Math.min(size, MOST_HEADER_BYTES));
    const lineEnd = head.indexOf("\n");
    const read = readExportHeader(head.subarray(0, lineEnd < 0 ? head.length : lineEnd).toString("utf8"));
    if (read.is === "foreign") return undefined;
    if (read.is === "too-new") throw tooNew(path, read.version);
    if (read.is === "malformed") throw damaged(path, `its first line is wrong: ${read.why}`);
    const digest = await checkedSum(file, path, size); // E1
    const body = { from: lineEnd + 1, size: size - CLOSING_BYTES - lineEnd - 1 };
    const { format: _, version: __, by: ___, ...about } = read.header;
    return { digest, about, parts: () => parts(path, digest, body) };
  } finally {
    await file.close();
  }
}

async function* parts(
  path: string,
  digest: string,
  body: { readonly from: number; readonly size: number },
): AsyncGenerator<ExportPart> {
  const sum = createHash("sha256");
  const file = await opened(path);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const compressed = file.createReadStream({
    start: body.from,
    end: body.from + body.size - 1,
    autoClose: false,
  });
  try {
    sum.update(await readAt(file, 0, body.from));
    compressed.on("data", (bytes) => sum.update(bytes)).on("error", (error) => gunzip.destroy(error));
    const limits = { pack: 4 * body.size + MEBIBYTE, blobs: MOST_BLOB_BYTES };
    yield* partsOf(compressed.pipe(gunzip), limits);
    if (`sha256:${sum.digest("hex")}` !== digest) throw new Error("it changed while it was read"); // E2
  } catch (error) {
    throw isFailure(error) ? error : damaged(path, error instanceof Error ? error.message : String(error));
  } finally {
    compressed.destroy();
    gunzip.destroy();
    await file.close();
  }
}

async function checkedSum(file: FileHandle, path: string, size: number): Promise<string> {
  const closing = (await readAt(file, Math.max(0, size - CLOSING_BYTES), CLOSING_BYTES)).toString("utf8");
  const digest = /^(sha256:[0-9a-f]{64})\n$/.exec(closing)?.[1];
  if (digest === undefined)
    throw damaged(path, "it ends in the middle; it was cut short or is still being written");
  const sum = createHash("sha256");
  const content = file.createReadStream({ start: 0, end: size - CLOSING_BYTES - 1, autoClose: false });
  for await (const bytes of content) sum.update(bytes);
  if (`sha256:${sum.digest("hex")}` === digest) return digest;
  throw damaged(path, "its bytes are not those that were written");
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function opened(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new LegateError(
        "bad-input",
        `${path} cannot be read (${cause.code}); name a file that was exported.`,
        {
          cause,
        },
      );
    },
  );
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new LegateError("bad-input", `${path} is no file; name a file that was exported.`);
}

function tooNew(path: string, version: number): LegateError {
  const message = `${path} has version ${version} of the export format, which this Legate does not know; update Legate.`;
  return new LegateError("bad-input", message, { details: { path, version } });
}

function damaged(path: string, why: string): LegateError {
  return new LegateError(
    "bad-input",
    `${path} cannot be imported: ${why}. Nothing was taken; export it again.`,
    {
      details: { path },
    },
  );
}
