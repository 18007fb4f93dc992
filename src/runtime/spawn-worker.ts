import { workerId } from "../core/ids.ts";
import { fold } from "../core/worker/evolve.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Append, CommitReceipt } from "../ports/store.ts";
import { askedDifferently } from "./asked-differently.ts";
import { birthOf } from "./birth.ts";
import type { Driver } from "./driver.ts";
import { loadWorker } from "./load-worker.ts";
import { resolveRequest, type SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { within } from "./within.ts";

export interface Spawner {
  readonly ports: RuntimePorts;
  readonly driver: Driver;
  readonly defaults: SpawnDefaults;
  readonly drive: "here" | "anyone";
}

export interface SpawnBounds {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

const SPAWN_MS = 30_000;

/** The worker exists once its first record is on disk; held by us in the same commit when we are to drive it. */
export async function spawnWorker(
  { ports, driver, defaults, drive }: Spawner,
  input: SpawnInput,
  bounds: SpawnBounds,
): Promise<WorkerSummary> {
  const request = await within(ports.clock, resolveRequest(ports, input, defaults), {
    ...bounds,
    timeoutMs: bounds.timeoutMs ?? SPAWN_MS,
    what: "the spawn; no worker was made",
  });
  const id = workerId(ports.clock.uuid());
  using place = drive === "here" ? driver.expect(id, { root: id, model: request.model }) : undefined;
  using _ = place === undefined ? await driver.queue.admit() : undefined;
  const holder = place === undefined ? undefined : driver.identity;
  const { idempotencyKey } = input;
  const append = birthOf({
    id,
    request,
    at: ports.clock.now(),
    ...(holder === undefined ? {} : { holder }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  const receipt = await committed(ports, append);
  if (receipt === undefined) {
    const known = await existing(ports, input, request);
    if (drive === "here") driver.want(known.id);
    return known;
  }
  const worker = fold(receipt.stored);
  if (worker === undefined) throw new Error(`the store answered a spawn of ${id} without its records`);
  if (place !== undefined) place.take(worker);
  else if (drive === "here") driver.want(id);
  return summaryOf(worker);
}

/** Nothing when the key already belongs to a worker. */
async function committed(ports: RuntimePorts, append: Append): Promise<CommitReceipt | undefined> {
  try {
    return await ports.store.commit({ appends: [append] });
  } catch (error) {
    if (isFailure(error, "name-taken")) return undefined;
    throw error;
  }
}

/** Somebody has spawned with this key before: that worker is the answer, if it was asked the same. */
async function existing(
  ports: RuntimePorts,
  input: SpawnInput,
  request: WorkerRequest,
): Promise<WorkerSummary> {
  const { idempotencyKey = "" } = input;
  const [head] = await ports.store.streams({ idempotencyKey });
  if (head === undefined) throw new Error(`the store knows the key ${idempotencyKey}, but no worker with it`);
  const known = await loadWorker(ports.store, head.worker);
  const differs = askedDifferently(input, request, known.request);
  if (differs.length === 0) return summaryOf(known);
  const message = `The key ${idempotencyKey} belongs to ${known.id}, which was asked something else (${differs.join(", ")} differ${differs.length === 1 ? "s" : ""}); use another key, or ask the same.`;
  throw new LegateError("name-taken", message, {
    details: { worker: known.id, key: idempotencyKey, differs },
  });
}
