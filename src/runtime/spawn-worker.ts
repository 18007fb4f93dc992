import { type WorkerId, workerId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { fold } from "../core/worker/evolve.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Append, CommitReceipt } from "../ports/store.ts";
import type { Driver } from "./driver.ts";
import type { DriverIdentity } from "./held-worker.ts";
import { summaryFrom, viewOf } from "./load-worker.ts";
import { resolveRequest, type SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface Spawner {
  readonly ports: RuntimePorts;
  readonly driver: Driver;
  readonly defaults: SpawnDefaults;
  readonly drive: "here" | "anyone";
}

/** The worker exists once its first record is on disk; held by us in the same commit when we are to drive it. */
export async function spawnWorker(
  { ports, driver, defaults, drive }: Spawner,
  input: SpawnInput,
  signal: AbortSignal | undefined,
): Promise<WorkerSummary> {
  const request = await resolveRequest(ports, input, defaults);
  if (signal?.aborted) throw new LegateError("aborted", "The caller stopped the spawn; no worker was made.");
  const id = workerId(ports.clock.uuid());
  using place = drive === "here" ? driver.expect(id) : undefined;
  const holder = place === undefined ? undefined : driver.identity;
  const receipt = await committed(ports, birth(id, request, holder, ports.clock.now()), input);
  if (receipt === undefined) {
    const known = await existing(ports, input);
    if (drive === "here") driver.want(known.id);
    return known;
  }
  const worker = fold(receipt.stored);
  if (worker === undefined) throw new Error(`the store answered a spawn of ${id} without its records`);
  if (place !== undefined) place.take(worker);
  else if (drive === "here") driver.want(id);
  return summaryOf(worker);
}

function birth(id: WorkerId, request: WorkerRequest, holder: DriverIdentity | undefined, at: string): Append {
  const records: WorkerRecord[] = [{ type: "worker.spawned", request }];
  if (holder !== undefined)
    records.push({ type: "driver.claimed", epoch: 1, driver: holder.id, pid: holder.pid });
  const born = fold(
    records.map((record, index) => ({ position: 0, worker: id, seq: index + 1, at, record })),
  );
  if (born === undefined) throw new Error("a spawn without records");
  return {
    worker: id,
    expectedSeq: 0,
    expectedEpoch: 0,
    records,
    name: request.name,
    view: viewOf(born),
    ...(holder === undefined ? {} : { claim: holder.id }),
  };
}

/** Nothing when the key already belongs to a worker. */
async function committed(
  ports: RuntimePorts,
  append: Append,
  { idempotencyKey }: SpawnInput,
): Promise<CommitReceipt | undefined> {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  try {
    return await ports.store.commit({ appends: [{ ...append, ...key }] });
  } catch (error) {
    if (isFailure(error, "name-taken")) return undefined;
    throw error;
  }
}

/** Somebody has spawned with this key before: that worker is the answer. */
async function existing(ports: RuntimePorts, { idempotencyKey = "" }: SpawnInput): Promise<WorkerSummary> {
  const [head] = await ports.store.streams({ idempotencyKey });
  if (head === undefined) throw new Error(`the store knows the key ${idempotencyKey}, but no worker with it`);
  return summaryFrom(ports.store, head);
}
