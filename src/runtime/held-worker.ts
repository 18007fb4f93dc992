import { itemsOf } from "../core/append-only.ts";
import { isMomentToSeal } from "../core/audit/moments.ts";
import type { DriverId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { fold } from "../core/worker/evolve.ts";
import { evolveRecords } from "../core/worker/evolve-records.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Append, StreamView } from "../ports/store.ts";
import { viewOf } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { type AppendExtras, joinedStages, NOTHING_MORE, type Staged, stagedAfter } from "./staged.ts";

/** Who drives, as recorded with each claim. */
export interface DriverIdentity {
  readonly id: DriverId;
  readonly pid: number;
}

type HoldingPorts = Pick<RuntimePorts, "store" | "clock" | "presence" | "auditor">;

/** What a command comes to. */
export interface Response {
  readonly records: readonly WorkerRecord[];
  readonly extras: AppendExtras;
}

type Records = readonly WorkerRecord[] | ((worker: Worker) => readonly WorkerRecord[]);

/**
 * A worker that this driver holds, and the only way in which its journal grows meanwhile.
 *
 * H1. Commits go one after the other, each from the fold of all before it.
 * H2. `worker` may be ahead of the store by staged records, of which nothing outside has come yet: whatever
 *     leaves the process (a model call, an effect, a rest) comes after a commit with them.
 * H3. Every commit carries the epoch of our claim: once somebody else claims, all of them reject.
 * H4. What a failed commit held stays staged, and goes with the next one.
 * H5. A commit that took longer than our lease resolves only if the worker is still ours: this process
 *     may have stood still, and what waits for the commit would begin an effect.
 * H6. What is audited is sealed in the commit that gives occasion for it, with the time that it is stored
 *     with: what a failed commit held is folded again, as the next one will write it.
 */
export class HeldWorker {
  readonly #ports: HoldingPorts;
  #worker: Worker;
  /** As the store has it. */
  #kept: Worker;
  #staged: Staged | undefined;
  #viewed: Viewed = NEVER_VIEWED;
  readonly #answered = new Set<string>();
  #last: Promise<void> = Promise.resolve();
  #inbox: Promise<void> = Promise.resolve();

  constructor(ports: HoldingPorts, worker: Worker) {
    this.#ports = ports;
    this.#worker = worker;
    this.#kept = worker;
  }

  get worker(): Worker {
    return this.#worker;
  }

  /** One reader of the inbox at a time, so that no command is taken twice. */
  readInbox(read: () => Promise<void>): Promise<void> {
    const turn = this.#inbox.then(read);
    this.#inbox = turn.catch(() => undefined);
    return turn;
  }

  /** Whether this command was answered here, perhaps by records that are still to be written (H4). */
  hasAnswered(commandId: string): boolean {
    return this.#answered.has(commandId);
  }

  /** Takes the records into the fold; they are written with the next `append` or `flush`. */
  stage(records: Records, extras: AppendExtras = NOTHING_MORE): void {
    const at = this.#staged?.at ?? this.#ports.clock.now();
    const news = typeof records === "function" ? records(this.#worker) : records;
    for (const command of extras.consume ?? []) this.#answered.add(command);
    this.#staged = stagedAfter(this.#staged, at, news, extras);
    this.#worker = evolveRecords(this.#worker, news, at);
  }

  /** Stages the records and writes everything staged. Resolves once it is durable. */
  append(records: Records, extras: AppendExtras = NOTHING_MORE): Promise<void> {
    this.stage(records, extras);
    return this.flush();
  }

  /**
   * Writes what `make` says, which sees the worker as no attempt under way has changed it. So an answer to a
   * command is never one to a rest that the store is about to refuse, because of that very command. Rejects
   * with `stale-epoch` once the worker was given back: whoever takes it next answers.
   */
  respond(make: () => Promise<Response>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#worker.driver === undefined) throw givenBack(this.#worker);
      const { records, extras } = await make();
      this.stage(records, extras);
      await this.#commit();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves once everything staged is durable. */
  flush(): Promise<void> {
    const turn = this.#last.then(() => this.#commit());
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Writes these records, with everything staged before them, if the store takes them; when it refuses,
   * `worker` is as it was before and what was staged stays so. For what holds only under a condition, such
   * as an empty inbox. With `asOf`, also refused (`inbox-not-empty`) when the worker is past that record: it
   * was told something since the caller looked.
   */
  attempt(records: readonly WorkerRecord[], extras: AppendExtras, asOf?: number): Promise<void> {
    const turn = this.#last.then(() => {
      if (asOf !== undefined && this.#worker.seq !== asOf)
        throw new LegateError("inbox-not-empty", `${this.#worker.id} was told something meanwhile.`);
      return this.#commitIfTaken(records, extras);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #commitIfTaken(records: readonly WorkerRecord[], extras: AppendExtras): Promise<void> {
    const waiting = this.#staged;
    const attempted = stagedAfter(waiting, this.#ports.clock.now(), records, extras);
    this.#staged = undefined;
    this.#worker = evolveRecords(this.#worker, records, attempted.at);
    const beganMs = this.#ports.clock.monotonicMs();
    try {
      await this.#write(attempted);
    } catch (error) {
      this.#takeBack(waiting);
      throw error;
    }
    await this.#stillOurs(beganMs); // what was written is written, whosever it is now: nothing to take back
  }

  async #commit(): Promise<void> {
    const staged = this.#staged;
    if (staged === undefined) return;
    this.#staged = undefined;
    const beganMs = this.#ports.clock.monotonicMs();
    try {
      await this.#write(staged);
    } catch (error) {
      this.#takeBack(staged); // H4
      if (!isFailure(error, "unknown-worker") || !(await this.#leavesOutGone())) throw error;
      return this.#commit();
    }
    await this.#stillOurs(beganMs);
  }

  /** After a commit that failed: what is left of it comes before what was staged meanwhile. */
  #takeBack(first: Staged | undefined): void {
    const later = this.#staged;
    this.#staged = later === undefined ? first : joinedStages(first, later);
    const left = this.#staged;
    this.#worker =
      left === undefined ? this.#kept : evolveRecords(this.#kept, itemsOf(left.records), left.at); // H6
  }

  /** The records to write, and among them a seal when there is occasion for one; the last word is that nobody holds it. */
  #sealed({ records: staged, at, extras }: Staged): readonly WorkerRecord[] {
    const records = itemsOf(staged);
    const { id, audit } = this.#worker;
    const isAsked = extras.seal === true && audit.open.length > 0;
    if (!isAsked && !isMomentToSeal(records, audit)) return records;
    const last = records.at(-1);
    const end = last?.type === "driver.released" ? [last] : [];
    const place = this.#worker.seq + 1 - end.length;
    const seal = this.#ports.auditor.seal({ worker: id, at, place }, audit);
    const all = [...records.slice(0, records.length - end.length), seal, ...end];
    this.#worker =
      end.length === 0 ? evolveRecords(this.#worker, [seal], at) : evolveRecords(this.#kept, all, at);
    return all;
  }

  /** What was to be said to workers that were removed for good meanwhile is left out. False when none were. */
  async #leavesOutGone(): Promise<boolean> {
    const { put = [], ...extras } = this.#staged?.extras ?? NOTHING_MORE;
    const workers = put.map(({ worker }) => worker);
    const heads = await this.#ports.store.streams({ workers, withView: false });
    const left = put.filter((command) => heads.some(({ worker }) => worker === command.worker));
    if (this.#staged === undefined || left.length === put.length) return false;
    this.#staged = { ...this.#staged, extras: left.length === 0 ? extras : { ...extras, put: left } };
    return true;
  }

  async #write(staged: Staged): Promise<void> {
    const { also = [], put, blobs, seal: _, ...own } = staged.extras;
    const records = this.#sealed(staged);
    const worker = this.#worker;
    const append: Append = {
      worker: worker.id,
      expectedSeq: this.#kept.seq,
      expectedEpoch: this.#kept.epoch,
      records,
      ...this.#newView(worker),
      ...own,
    };
    try {
      await this.#ports.store.commit({
        at: staged.at,
        appends: [append, ...also],
        ...(put === undefined ? {} : { put }),
        ...(blobs === undefined ? {} : { blobs }),
      });
    } catch (error) {
      this.#viewed = NEVER_VIEWED;
      throw error;
    }
    this.#kept = worker;
  }

  /**
   * A summary for listings goes along when what they select by has changed, or when the last one is older
   * than a moment: between steps of no time at all nobody looks.
   */
  #newView(worker: Worker): { view?: StreamView } {
    const now = this.#ports.clock.monotonicMs();
    const same = worker.status === this.#viewed.status && worker.driver === this.#viewed.driver;
    if (same && now - this.#viewed.atMs < VIEW_EVERY_MS) return {};
    this.#viewed = { status: worker.status, driver: worker.driver, atMs: now };
    return { view: viewOf(worker) };
  }

  async #stillOurs(sinceMs: number): Promise<void> {
    const { store, clock, presence } = this.#ports;
    const { id, driver, epoch } = this.#worker;
    if (driver === undefined || clock.monotonicMs() - sinceMs < presence.leaseMs) return;
    const head = await store.stream(id);
    if (head?.epoch === epoch && (await presence.isAlive(driver))) return;
    throw new LegateError("stale-epoch", `Another driver took ${id} over while this process stood still.`);
  }
}

function givenBack({ id }: Worker): LegateError {
  return new LegateError("stale-epoch", `${id} was given back; whoever takes it next answers.`);
}

interface Viewed {
  readonly status: Worker["status"] | undefined;
  readonly driver: DriverId | undefined;
  readonly atMs: number;
}

const NEVER_VIEWED: Viewed = { status: undefined, driver: undefined, atMs: 0 };

const VIEW_EVERY_MS = 1_000;

/** Somebody else took the worker: what we tried to write was refused whole. */
export function isLostClaim(error: unknown): boolean {
  return isFailure(error, "stale-epoch") || isFailure(error, "stale-seq");
}

/** Takes the worker for this driver. Rejects with `stale-epoch` or `stale-seq` when somebody was faster. */
export async function claim(
  ports: HoldingPorts,
  worker: Worker,
  driver: DriverIdentity,
): Promise<HeldWorker> {
  const records = [
    { type: "driver.claimed", epoch: worker.epoch + 1, driver: driver.id, pid: driver.pid } as const,
  ];
  const at = ports.clock.now();
  const next = evolveRecords(worker, records, at);
  const { stored } = await ports.store.commit({
    at,
    appends: [
      {
        worker: worker.id,
        expectedSeq: worker.seq,
        expectedEpoch: worker.epoch,
        records,
        view: viewOf(next),
        claim: driver.id,
      },
    ],
  });
  return new HeldWorker(ports, fold(stored, worker) ?? worker);
}
