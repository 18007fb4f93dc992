import type { WorkerId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { Budgets } from "../core/policy/capability-policy.ts";
import { fold } from "../core/worker/evolve.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import type { Append } from "../ports/store.ts";
import type { DriverIdentity } from "./held-worker.ts";
import { viewOf } from "./load-worker.ts";

export interface Birth {
  readonly id: WorkerId;
  readonly request: WorkerRequest;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Held by this driver from its first record on. */
  readonly holder?: DriverIdentity;
  readonly parent?: BornTo;
  readonly idempotencyKey?: string;
}

export interface BornTo {
  readonly id: WorkerId;
  readonly root: WorkerId;
  readonly slice: Budgets;
  readonly cap: Budgets;
  readonly visit?: string;
}

/** The append that makes a worker. */
export function birthOf({ id, request, at, holder, parent, idempotencyKey }: Birth): Append {
  const records: WorkerRecord[] = [
    {
      type: "worker.spawned",
      request,
      ...(parent === undefined ? {} : { parent: parent.id, slice: parent.slice, cap: parent.cap }),
      ...(parent?.visit === undefined ? {} : { visit: parent.visit }),
    },
  ];
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
    model: request.model,
    view: viewOf(born),
    ...(parent === undefined ? {} : { parent: parent.id, root: parent.root }),
    ...(holder === undefined ? {} : { claim: holder.id }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}
