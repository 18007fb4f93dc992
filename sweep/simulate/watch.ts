import type { DriverId, WorkerId } from "../../src/core/ids.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { isSettled } from "../../src/core/worker/status.ts";
import type { Append, Commit, CommitReceipt } from "../../src/ports/store.ts";
import { JournalCheck } from "../checks/journal-check.ts";
import type { SimProcess } from "./sim-process.ts";

/**
 * Sees every commit as it happens, and says at once what must not be:
 *
 * V1. Whoever appends to a worker holds it: it made the last claim, and has not given it back.
 * V2. Each journal is in order (see JournalCheck), and positions have no gap.
 * V3. A worker that comes to rest has read everything that was said to it.
 * V4. Whoever is removed was over, and held by nobody.
 */
export class Watch {
  readonly journals = new Map<WorkerId, JournalCheck>();
  readonly #gone = new Set<WorkerId>();
  readonly #holders = new Map<WorkerId, DriverId>();
  readonly #records = new Map<WorkerId, StoredRecord[]>();
  readonly #acknowledged: StoredRecord[] = [];
  readonly #report: (problem: string) => void;
  #position = 0;

  constructor(report: (problem: string) => void) {
    this.#report = report;
  }

  /** What processes were told is kept, of workers that were not removed since. */
  get told(): readonly StoredRecord[] {
    return this.#acknowledged.filter(({ worker }) => !this.#gone.has(worker));
  }

  /** Whether somebody removed it for good. */
  isGone(worker: string): boolean {
    return this.#gone.has(worker as WorkerId);
  }

  discarded(workers: readonly WorkerId[]): void {
    for (const worker of workers) {
      const status = this.journals.get(worker)?.worker?.status.status;
      const over = status === undefined || isSettled(status);
      if (!over || this.#holders.has(worker)) this.#report(`${worker} was removed though it is ${status}`);
      this.#gone.add(worker);
      this.journals.delete(worker);
      this.#records.delete(worker);
    }
  }

  /** On disk by now, from seq 1. */
  recordsOf(worker: WorkerId): readonly StoredRecord[] {
    return this.#records.get(worker) ?? [];
  }

  /** On disk by now, worker by worker. */
  all(): ReadonlyMap<WorkerId, readonly StoredRecord[]> {
    return this.#records;
  }

  acknowledged({ stored }: CommitReceipt): void {
    this.#acknowledged.push(...stored);
  }

  committed(by: SimProcess, { appends = [] }: Commit, { stored }: CommitReceipt, unread: Unread): void {
    for (const append of appends) this.#mayAppend(by, append);
    for (const record of stored) this.#add(by, record);
    for (const { worker, release } of appends) if (release) this.#rests(worker, unread(worker));
  }

  #mayAppend(by: SimProcess, { worker, expectedSeq, claim }: Append): void {
    if (expectedSeq === 0 || claim !== undefined) return;
    const holder = this.#holders.get(worker);
    if (holder !== by.driverId) {
      this.#report(`${by.name} appended to ${worker}, which ${holder ?? "nobody"} holds`);
    }
  }

  #add(by: SimProcess, stored: StoredRecord): void {
    const { worker, record, position } = stored;
    if (position !== this.#position + 1) this.#report(`position ${position} follows ${this.#position}`);
    this.#position = position;
    if (record.type === "driver.claimed") this.#holders.set(worker, record.driver);
    if (record.type === "driver.released") this.#holders.delete(worker);
    const records = this.#records.get(worker);
    if (records === undefined) this.#records.set(worker, [stored]);
    else records.push(stored);
    const journal = this.journals.get(worker) ?? new JournalCheck();
    this.journals.set(worker, journal);
    for (const problem of journal.add(stored)) this.#report(`${by.name}: journal of ${worker}: ${problem}`);
  }

  #rests(worker: WorkerId, unread: number): void {
    const last = this.journals.get(worker)?.last;
    if (last?.type === "driver.released" && last.reason === "at rest" && unread > 0) {
      this.#report(`${worker} came to rest with ${unread} unread commands`);
    }
  }
}

type Unread = (worker: WorkerId) => number;
