import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { replayed } from "../../src/core/replay/replay.ts";

/** A journal, decided anew from what came from outside, is the journal that was written. */
export function replayProblems(records: readonly StoredRecord[]): readonly string[] {
  const { divergence } = replayed(records, { digest: sha256Hasher.digest, ms: Date.parse });
  if (divergence === undefined) return [];
  return [`record ${divergence.seq}, ${divergence.type}, is not what a replay comes to: ${divergence.why}`];
}
