import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import type { PackChunk, PackedFiles } from "../../ports/packed-files.ts";

/** Writes the packs as files into a scratch folder and answers their paths. */
export async function spoolPacks(
  files: PackedFiles,
  scratch: string,
): Promise<{ readonly base: string; readonly work?: string }> {
  const written = new Map<PackChunk["pack"], FileHandle>();
  try {
    for await (const { pack, bytes } of files.chunks()) {
      const file = written.get(pack) ?? (await open(join(scratch, pack), "wx", 0o600));
      written.set(pack, file);
      await file.writeFile(bytes); // goes on where the last one ended
    }
  } finally {
    for (const file of written.values()) await file.close();
  }
  if (!written.has("base")) {
    throw new LegateError(
      "bad-input",
      "The files of the worker were not taken: those of the base are missing.",
    );
  }
  return { base: join(scratch, "base"), ...(written.has("work") ? { work: join(scratch, "work") } : {}) };
}
