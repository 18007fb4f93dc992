import type { WorkerId } from "../core/ids.ts";
import { fold } from "../core/worker/evolve.ts";
import type { ReleaseResult } from "./legate-options.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";

/** What became of the last request to release, once nobody works on it any more. */
export async function released(ports: RuntimePorts, id: WorkerId): Promise<ReleaseResult> {
  const found = await until(ports, async () => {
    const records = await ports.store.readWorker(id);
    const worker = fold(records);
    return worker === undefined || worker.driver !== undefined ? undefined : { worker, records };
  });
  if (found?.worker.releasing) return { removed: false, reason: "whoever was at it broke off; ask again" };
  const last = found?.records.findLast(({ record }) => record.type === "workspace.released")?.record;
  if (last?.type === "workspace.released") return { removed: last.removed, reason: last.reason };
  return { removed: false, reason: "it has no workspace" };
}
