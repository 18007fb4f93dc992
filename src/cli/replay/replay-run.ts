import { sha256Hasher } from "../../adapters/node/hasher.ts";
import { type Replayed, replayed } from "../../core/replay/replay.ts";
import type { RecordedRun } from "./recorded-run.ts";

export interface ReplayedRun extends Replayed {
  readonly worker: string;
  readonly name: string;
}

/** Decides a recorded run anew. */
export function replayRun({ worker, name, records }: RecordedRun): ReplayedRun {
  return { worker, name, ...replayed(records, { digest: sha256Hasher.digest, ms: Date.parse }) };
}
