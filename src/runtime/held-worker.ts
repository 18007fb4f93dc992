import type { DriverId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { evolve, fold } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Clock } from "../ports/clock.ts";
import { isFailure } from "../ports/failure.ts";
import type { Append, NewBlob, Store } from "../ports/store.ts";
import { viewOf } from "./load-worker.ts";

/** Who drives, as recorded with each claim. */
export interface DriverIdentity {
  readonly id: DriverId;
  readonly pid: number;
}

export interface AppendExtras {
  readonly blobs?: readonly NewBlob[];
  readonly consume?: readonly string[];
  readonly requireEmptyInbox?: boolean;
  readonly release?: boolean;
}

/**
 * A worker that this driver holds, and the only way in which its journal grows meanwhile.
 *
 * H1. Appends go one after the other, each from the fold of all before it.
 * H2. `worker` changes only after the store said that the records are durable.
 * H3. Every append carries the epoch of our claim: once somebody else claims, all of them reject.
 */
export class HeldWorker {
  readonly #store: Store;
  readonly #clock: Clock;
  #worker: Worker;
  #last: Promise<void> = Promise.resolve();

  constructor(ports: { readonly store: Store; readonly clock: Clock }, worker: Worker) {
    this.#store = ports.store;
    this.#clock = ports.clock;
    this.#worker = worker;
  }

  get worker(): Worker {
    return this.#worker;
  }

  /** Appends what `records` makes of the worker as it is when its turn comes. */
  append(
    records: readonly WorkerRecord[] | ((worker: Worker) => readonly WorkerRecord[]),
    extras: AppendExtras = {},
  ): Promise<void> {
    const turn = this.#last.then(() => this.#commit(records, extras));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #commit(
    records: readonly WorkerRecord[] | ((worker: Worker) => readonly WorkerRecord[]),
    extras: AppendExtras,
  ): Promise<void> {
    const { blobs, ...rest } = extras;
    const news = typeof records === "function" ? records(this.#worker) : records;
    const append = appendTo(this.#worker, news, this.#clock.now());
    const { stored } = await this.#store.commit({
      appends: [{ ...append, ...rest }],
      ...(blobs === undefined || blobs.length === 0 ? {} : { blobs }),
    });
    this.#worker = fold(stored, this.#worker) ?? this.#worker;
  }
}

/** Somebody else took the worker: what we tried to write was refused whole. */
export function isLostClaim(error: unknown): boolean {
  return isFailure(error, "stale-epoch") || isFailure(error, "stale-seq");
}

/** Takes the worker for this driver. Rejects with `stale-epoch` or `stale-seq` when somebody was faster. */
export async function claim(
  ports: { readonly store: Store; readonly clock: Clock },
  worker: Worker,
  driver: DriverIdentity,
): Promise<HeldWorker> {
  const records = [
    { type: "driver.claimed", epoch: worker.epoch + 1, driver: driver.id, pid: driver.pid } as const,
  ];
  const append = appendTo(worker, records, ports.clock.now());
  const { stored } = await ports.store.commit({ appends: [{ ...append, claim: driver.id }] });
  return new HeldWorker(ports, fold(stored, worker) ?? worker);
}

/** An append with the summary it leads to. The store's own `at` may be some milliseconds later. */
export function appendTo(worker: Worker, records: readonly WorkerRecord[], at: string): Append {
  let next = worker;
  for (const record of records) {
    next = evolve(next, { position: 0, worker: worker.id, seq: next.seq + 1, at, record });
  }
  return {
    worker: worker.id,
    expectedSeq: worker.seq,
    expectedEpoch: worker.epoch,
    records,
    view: viewOf(next),
  };
}
