import type { MemoryContents } from "./contents.ts";

/** Takes away what no record needs and nobody put lately, and answers with how much that was. */
export function collectBlobs(contents: MemoryContents, olderThan: string): number {
  const needed = new Set(contents.rows.flatMap((row) => row.references));
  for (const [digest, since] of contents.looseSince) {
    if (since < olderThan) contents.looseSince.delete(digest);
  }
  const unneeded = [...contents.blobs.keys()].filter(
    (digest) => !needed.has(digest) && !contents.looseSince.has(digest),
  );
  for (const digest of unneeded) contents.blobs.delete(digest);
  return unneeded.length;
}
