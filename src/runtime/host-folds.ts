import type { WorkerId } from "../core/ids.ts";
import { isTransition } from "../core/journal/is-transition.ts";
import type { StoredRecord, WorkerRecord } from "../core/journal/record.ts";
import { cycleTask } from "../core/worker/cycle-task.ts";
import { evolve } from "../core/worker/evolve.ts";
import { isSettled } from "../core/worker/status.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { HostChange } from "../ports/host.ts";
import type { Store } from "../ports/store.ts";
import { summaryFrom } from "./load-worker.ts";

/** So many workers are kept folded; of more, those that nothing was heard of for longest are folded anew. */
const MOST_KEPT = 200;

interface Kept {
  readonly worker: Worker;
  readonly task: string;
  /** Records up to here are another worker's, which this one was copied from. */
  readonly copiedUpTo: number;
}

/**
 * Workers as they were just after each record of a feed that goes forward through the store. What is
 * kept is bounded: a settled worker is forgotten, and folded anew when something becomes of it.
 */
export class HostFolds {
  readonly #store: Store;
  readonly #mostKept: number;
  readonly #kept = new Map<WorkerId, Kept>();

  constructor(store: Store, mostKept = MOST_KEPT) {
    this.#store = store;
    this.#mostKept = mostKept;
  }

  /** How many workers are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** The change that the record is, or nothing: it changes nothing, is another's past, or its worker is gone. */
  async changed(stored: StoredRecord): Promise<HostChange | undefined> {
    const before = this.#take(stored);
    const isChange = isTransition(stored.record);
    if (before === undefined && !isChange) return undefined;
    const now = before === undefined ? await this.#folded(stored) : added(before, stored);
    if (now === undefined) return undefined;
    this.#keep(now);
    const { worker, task, copiedUpTo } = now;
    return isChange && stored.seq > copiedUpTo ? { worker, stored, task } : undefined;
  }

  /** What is kept of the record's worker, if the record is the next one of it. */
  #take({ worker, seq }: StoredRecord): Kept | undefined {
    const kept = this.#kept.get(worker);
    this.#kept.delete(worker);
    return kept?.worker.seq === seq - 1 ? kept : undefined;
  }

  #keep(kept: Kept): void {
    if (isSettled(kept.worker.status.status)) return;
    this.#kept.set(kept.worker.id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  async #folded({ worker, seq }: StoredRecord): Promise<Kept | undefined> {
    const head = await this.#store.stream(worker);
    if (head === undefined) return undefined;
    const copiedUpTo = (await summaryFrom(this.#store, head)).forkedFrom?.seq ?? 0;
    const records = await this.#store.readWorker(worker, { limit: seq });
    let kept: Kept | undefined;
    for (const record of records) kept = added(kept ?? copiedUpTo, record);
    return kept?.worker.seq === seq ? kept : undefined;
  }
}

/** One record more; for the first one, what comes before is how much of it is copied. */
function added(before: Kept | number, stored: StoredRecord): Kept {
  if (typeof before === "number") {
    const worker = evolve(undefined, stored);
    return { worker, task: worker.request.task, copiedUpTo: before };
  }
  const task = newTask(stored.record, before.worker) ?? before.task;
  return { worker: evolve(before.worker, stored), task, copiedUpTo: before.copiedUpTo };
}

function newTask(record: WorkerRecord, before: Worker): string | undefined {
  if (record.type === "cycle.started") return cycleTask(record, before);
  if (record.type !== "worker.imported" || record.from.format === "legate") return undefined;
  return record.from.past.tasks.at(-1);
}
