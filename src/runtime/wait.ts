import type { WorkerId } from "../core/ids.ts";
import { isSettled } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { WaitOptions, WaitResult } from "./legate.ts";
import { summaryFrom, unknownWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";

type Ports = Pick<RuntimePorts, "store" | "clock">;

/** Waits until as many workers rest as were asked for, or time runs out; every worker is answered for. */
export async function waitFor(
  ports: Ports,
  ids: readonly WorkerId[],
  options: WaitOptions = {},
): Promise<WaitResult> {
  const { mode = "all", until: limit = "rest", signal, timeoutMs } = options;
  const needed =
    mode === "all" ? ids.length : mode === "any" ? Math.min(1, ids.length) : Math.min(mode, ids.length);
  const look = async (): Promise<WaitResult> => {
    const workers = await Promise.all(ids.map((id) => stateOf(ports, id, limit)));
    return { done: workers.filter(({ resting }) => resting).length >= needed, workers };
  };
  const limits = {
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const found = await until(
    ports,
    async () => {
      const state = await look();
      return state.done ? state : undefined;
    },
    limits,
  );
  return found ?? (await look());
}

async function stateOf(
  { store }: Ports,
  id: WorkerId,
  limit: "rest" | "settled",
): Promise<WorkerSummary & { resting: boolean }> {
  const head = await store.stream(id);
  if (head === undefined) throw unknownWorker(id);
  const summary = await summaryFrom(store, head);
  return { ...summary, resting: isAtRest(summary, head.pendingInbox > 0, limit) };
}

/** A worker with an unread command is about to move; one that ran out of budget or turns is done for now. */
function isAtRest(
  { status, waitingOn }: WorkerSummary,
  addressed: boolean,
  limit: "rest" | "settled",
): boolean {
  if (addressed) return false;
  if (isSettled(status)) return true;
  if (status !== "waiting") return false;
  return limit === "rest" || waitingOn === "budget" || waitingOn === "limit";
}
