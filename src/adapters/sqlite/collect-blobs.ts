import { setImmediate } from "node:timers/promises";
import type { CollectJob } from "./job.ts";
import type { WriteStatements } from "./write-statements.ts";

/** How many digests are looked at before others get their turn; a few milliseconds. */
const LOOKED_AT = 1000;
/** How many pieces go in one transaction, each of which may be megabytes. */
const REMOVED = 64;

export interface BlobShelf {
  /** Known digests in their order, and whether each is to stay. */
  known(after: string, limit: number): readonly { digest: string; spared: boolean }[];
  /** Takes away what is still not needed, and answers with how many pieces that were. */
  remove(digests: readonly string[]): Promise<number>;
}

/** Goes through all content once, in steps that commits can come between. Answers with how much it removed. */
export async function collectBlobs(shelf: BlobShelf): Promise<number> {
  let removed = 0;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const known = shelf.known(after, LOOKED_AT);
    const unneeded = known.filter(({ spared }) => !spared).map(({ digest }) => digest);
    for (let i = 0; i < unneeded.length; i += REMOVED) {
      removed += await shelf.remove(unneeded.slice(i, i + REMOVED));
    }
    await setImmediate();
    after = known.at(LOOKED_AT - 1)?.digest;
  }
  return removed;
}

/** The writer's part. What was needed or put anew since somebody looked stays. */
export function removeBlobs({ digests, olderThan }: CollectJob, statements: WriteStatements): number {
  statements.forgetLoose.run(olderThan);
  return digests.reduce((sum, digest) => sum + Number(statements.removeBlob.run(digest).changes), 0);
}
