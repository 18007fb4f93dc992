import type { WorkerSummary } from "../core/worker/summary.ts";
import type { Legate } from "../runtime/legate.ts";

/** The worker that was named, or all that there are when none was. */
export async function oneOrAll(
  legate: Legate,
  worker: string | undefined,
): Promise<readonly WorkerSummary[]> {
  return worker === undefined ? legate.list() : [await legate.get(worker)];
}
