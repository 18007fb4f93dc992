import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { WorkerExport } from "../../../ports/worker-export.ts";
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportHeader } from "../../../wire/export-lines.ts";
import { writeNewFile } from "../new-file.ts";
import { framesOf } from "./frames.ts";

export interface WrittenExport {
  /** Of the whole file. */
  readonly bytes: number;
  /** `sha256:…` of everything before the closing line, which says the same. */
  readonly digest: string;
}

/** Writes an export to a file that is not there yet; see `writeNewFile` for what it rejects with. */
export function writeExport(path: string, source: WorkerExport, version: string): Promise<WrittenExport> {
  return writeNewFile(path, async (file) => {
    const sink = summing(file);
    await sink.write(new TextEncoder().encode(`${JSON.stringify(headerOf(source, version))}\n`));
    await pipeline(
      Readable.from(framesOf(source)),
      createGzip(),
      async (compressed: AsyncIterable<Buffer>) => {
        for await (const bytes of compressed) await sink.write(bytes);
      },
    );
    const { digest, bytes } = sink.sum();
    const closing = `${digest}\n`;
    await file.writeFile(closing);
    return { digest, bytes: bytes + closing.length };
  });
}

function headerOf({ about }: WorkerExport, version: string): ExportHeader {
  const children = [...about.children];
  return { format: EXPORT_FORMAT, version: EXPORT_VERSION, ...about, children, by: `legate ${version}` };
}

function summing(file: FileHandle) {
  const hash = createHash("sha256");
  let total = 0;
  return {
    write: async (bytes: Uint8Array) => {
      hash.update(bytes);
      total += bytes.length;
      await file.writeFile(bytes);
    },
    sum: () => ({ digest: `sha256:${hash.digest("hex")}`, bytes: total }),
  };
}
