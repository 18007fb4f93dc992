import type { WorkerId } from "../core/ids.ts";
import { isResting, isSettled, STATUS_NAMES } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { LegateError } from "../ports/failure.ts";
import { assertKnown } from "./assert-known.ts";
import { cameToRest } from "./came-to-rest.ts";
import type { WaitOptions, WaitResult } from "./legate-options.ts";
import { summaryFrom, unknownWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { until } from "./until.ts";

type Ports = Pick<RuntimePorts, "store" | "clock">;

/**
 * Waits until as many workers rest as were asked for, or time runs out; every worker is answered for.
 *
 * Whoever was seen at rest is not asked about again before there is an answer, so waiting for a
 * thousand costs what comes to rest meanwhile, not a thousand for every commit of one of them.
 */
export async function waitFor(
  ports: Ports,
  ids: readonly WorkerId[],
  options: WaitOptions = {},
): Promise<WaitResult> {
  const { mode = "all", until: limit = "rest", since, signal, timeoutMs } = options;
  const needed = mode === "all" ? ids.length : mode === "any" ? Math.min(1, ids.length) : mode;
  assertPossible(needed, ids.length);
  assertKnown("until", limit, ["rest", "settled"]);
  const limits = {
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const now = async (): Promise<WaitResult> => {
    const cursor = await ports.store.head();
    const workers = await Promise.all(ids.map((id) => stateOf(ports, id, limit, since)));
    return { done: workers.filter(({ resting }) => resting).length >= needed, cursor, workers };
  };
  const rested = new Set<WorkerId>();
  const enough = async () => {
    await ports.clock.sleep(Math.floor(ids.length / LOOKED_UP_PER_MS), signal);
    const others = ids.filter((id) => !rested.has(id));
    for (const id of await atRest(ports, others, limit)) rested.add(id);
    if (ids.filter((id) => rested.has(id)).length < needed) return undefined;
    const result = await now(); // somebody may have written to one of them since
    if (result.done) return result;
    for (const { id, resting } of result.workers) if (!resting) rested.delete(id);
    return undefined;
  };
  return (await until(ports, enough, limits)) ?? now();
}

function assertPossible(needed: number, named: number): void {
  if (Number.isInteger(needed) && needed >= 0 && needed <= named) return;
  throw new LegateError("bad-input", `${needed} of ${named} workers can never rest; wait for fewer.`);
}

/** Many are asked about less often, so that asking takes no more than a part of the time. */
const LOOKED_UP_PER_MS = 50;

/** One query, however many are waited for, that costs what has come to rest rather than what runs. */
async function atRest(
  { store }: Ports,
  ids: readonly WorkerId[],
  limit: Limit,
): Promise<ReadonlySet<WorkerId>> {
  const heads = await store.streams({ workers: ids, statuses: RESTING });
  const resting = await Promise.all(
    heads.map(async (head) => isAtRest(await summaryFrom(store, head), head.pendingInbox > 0, limit)),
  );
  return new Set(heads.filter((_, index) => resting[index]).map(({ worker }) => worker));
}

type Limit = "rest" | "settled";

const RESTING = STATUS_NAMES.filter(isResting);

async function stateOf(
  { store }: Ports,
  id: WorkerId,
  limit: Limit,
  since: number | undefined,
): Promise<WorkerSummary & { resting: boolean }> {
  const head = await store.stream(id);
  if (head === undefined) throw unknownWorker(id);
  const summary = await summaryFrom(store, head);
  const resting = isAtRest(summary, head.pendingInbox > 0, limit);
  return {
    ...summary,
    resting: resting && (since === undefined || (await cameToRest(store, head)) > since),
  };
}

/**
 * A worker with an unread command is about to move, and one that waits for a child or its time goes on by
 * itself; one that ran out of budget or turns is done for now.
 */
function isAtRest({ status, waitingOn }: WorkerSummary, addressed: boolean, limit: Limit): boolean {
  if (addressed) return false;
  if (isSettled(status)) return true;
  if (status !== "waiting") return false;
  if (waitingOn === "child" || waitingOn === "timer") return false;
  return limit === "rest" || waitingOn === "budget" || waitingOn === "limit";
}
