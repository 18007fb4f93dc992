import type { WorkerId } from "../core/ids.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Announcement } from "../ports/presence.ts";
import type { StreamHead } from "../ports/store.ts";
import { canDrive } from "./can-drive.ts";
import { queued, urgent } from "./candidates.ts";
import { Drives } from "./drives.ts";
import type { Family } from "./family.ts";
import { giveUp } from "./give-up.ts";
import { goesOnByItself, hasWork } from "./has-work.ts";
import { claim, type DriverIdentity, HeldWorker, isLostClaim } from "./held-worker.ts";
import { loadWorker } from "./load-worker.ts";
import { LookLoop } from "./look-loop.ts";
import { QueueBound } from "./queue-bound.ts";
import type { SpawnDefaults } from "./resolve-request.ts";
import { type Occupant, Room, type RoomLimits } from "./room.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface DriverOptions extends RoomLimits {
  readonly identity: DriverIdentity;
  /** Workers of the whole store that may wait for a place. @default 10000 */
  readonly maxQueued?: number;
  /** Whether to look for workers that nobody drives, or to drive only those given to it. */
  readonly adopts: boolean;
  /** What the operator's configuration says for the workers that workers make. */
  readonly defaults: SpawnDefaults;
  /** Told about drives that ended by a failure of the runtime or a bug; without a worker: about looking for some. */
  readonly report: (worker: WorkerId | undefined, error: unknown) => void;
}

/** So many more than there is room for are looked at, as some may have nothing to do. */
const SPARE = 8;
const EVICTED =
  "This process stood still for so long that another driver took its workers over; they go on there: legate list.";

const STORE_FAILURES = ["closed", "disk-full", "store-unavailable"] as const;

/** A place kept for one worker until disposed, or until it is taken. */
export interface Expected extends Disposable {
  readonly take: (worker: Worker) => void;
}

/**
 * Holds workers and drives them, many at once. One per process or library instance.
 *
 * R1. A worker is driven by whoever made the last claim; claims of dead drivers may be replaced at once.
 * R2. `close` hands every worker back: each drive ends after its present step was cut short and recorded.
 * R3. Whoever occupies a place is counted by tree and by model from before its claim until after its drive.
 * R4. One that others evicted, because it stood still, drives nothing any more.
 */
export class Driver {
  readonly #ports: RuntimePorts;
  readonly #options: DriverOptions;
  readonly #drives: Drives;
  readonly #room: Room;
  readonly #timer: WakeTimer;
  readonly #looks: LookLoop;
  /** To be driven here as soon as there is room, in the order in which they were asked for. */
  readonly #wanted = new Set<WorkerId>();
  /** At rest, and to go on here when a child reports or their time comes. */
  readonly #watched = new Set<WorkerId>();
  /** Being made for this driver in a commit whose answer has not come yet. */
  readonly #expected = new Set<WorkerId>();
  /** Broke here, or cannot be driven here, at this record: not tried again before somebody writes another. */
  readonly #leftAlone = new Map<WorkerId, number>();
  readonly #over = new AbortController();
  readonly #lost = new AbortController();
  #announcement: Announcement | undefined;
  #subscription: Disposable | undefined;
  #closing = false;

  /** Whether one more worker may be made that has to wait for a place. */
  readonly queue: QueueBound;

  constructor(ports: RuntimePorts, options: DriverOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#room = new Room(options);
    this.queue = new QueueBound(ports, options.maxQueued);
    this.#timer = new WakeTimer(ports, () => this.look());
    this.#looks = new LookLoop(ports, {
      look: () => this.#look(),
      report: (error) => options.report(undefined, error),
    });
    this.#drives = new Drives(ports, {
      publish: (event) => this.#announcement?.publish(event),
      broken: (held, error) => this.#broken(held, error),
      ended: (worker) => this.#ended(worker),
      family: this.family,
    });
  }

  /** What drives need for the workers that their workers make. */
  get family(): Family {
    const { defaults } = this.#options;
    return { defaults, queue: this.queue, want: (worker) => this.want(worker) };
  }

  get identity(): DriverIdentity {
    return this.#options.identity;
  }

  /** How many workers it drives now. */
  get busy(): number {
    return this.#drives.size;
  }

  /** Why it finds no workers at present: what the store answered, until it answers again. */
  get failure(): unknown {
    return this.#looks.failure;
  }

  /** Aborts with `driver-lost` when others have taken its workers. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Becomes visible to others and begins to listen. */
  async start(): Promise<void> {
    const look = () => this.look();
    const handlers = { onNudge: look, onEvicted: () => this.#evicted() };
    this.#announcement = await this.#ports.presence.announce(this.identity.id, handlers);
    this.#subscription = this.#ports.store.subscribe(look);
    this.look();
  }

  /** Room for a worker that is about to be made and claimed for this driver in one transaction, if there is any. */
  expect(id: WorkerId, occupant: Occupant): Expected | undefined {
    if (this.#closing || !this.#room.has(occupant)) return undefined;
    this.#expected.add(id);
    this.#room.enter(id, occupant);
    return {
      take: (worker) => this.#run(new HeldWorker(this.#ports, worker)),
      [Symbol.dispose]: () => {
        this.#expected.delete(id);
        if (!this.#drives.has(id)) this.#room.leave(id);
      },
    };
  }

  /** Drives this worker as soon as there is room and nobody alive holds it. */
  want(worker: WorkerId): void {
    this.#leftAlone.delete(worker);
    this.#wanted.add(worker); // also while it runs here: its drive may be past its last look into the inbox
    this.look();
  }

  /** Looks for commands to its workers and for workers to drive. Many calls at once are one look. */
  look(): void {
    this.#looks.ask();
  }

  /** One look, and everything that it finds is ours by then. */
  async looked(): Promise<void> {
    await this.#looks.looked();
  }

  /** Rejects with `driver-lost` if others have taken its workers, also when it has not heard of that yet. */
  async assertNotLost(): Promise<void> {
    const announced = this.#announcement !== undefined && !this.#closing;
    if (announced && !(await this.#ports.presence.isAlive(this.identity.id))) this.#evicted();
    this.lost.throwIfAborted();
  }

  async close(): Promise<void> {
    this.#closes();
    this.#over.abort();
    this.#timer.stop();
    this.#subscription?.[Symbol.dispose]();
    this.#drives.handBack();
    await this.#looks.quiet();
    await this.#drives.over();
    await this.#announcement?.[Symbol.asyncDispose]();
  }

  async #look(): Promise<void> {
    await this.#drives.deliver();
    await this.#adopt();
  }

  /** Whoever adopts looks for a fair order first: who was made or written to here is found that way, too. */
  async #adopt(): Promise<void> {
    const { store, clock } = this.#ports;
    const { adopts } = this.#options;
    const now = clock.now();
    if (adopts) {
      await this.#tryAll(await urgent(store, now));
      await this.#tryAll(await queued(store, this.#room));
    }
    const workers = [...this.#wanted].slice(0, this.#room.places + SPARE);
    if (workers.length > 0 && this.#room.places > 0) await this.#tryAll(await store.streams({ workers }));
    if (adopts) await this.#timer.arm(now);
    else await this.#watch(now);
  }

  async #watch(now: string): Promise<void> {
    const workers = [...this.#watched];
    if (workers.length > 0) await this.#tryAll(await this.#ports.store.streams({ workers }));
    await this.#timer.arm(now, [...this.#watched]);
  }

  async #tryAll(heads: readonly StreamHead[]): Promise<void> {
    for (const head of heads) {
      if (this.#closing) return;
      await this.#try(head);
    }
  }

  async #try(head: StreamHead): Promise<void> {
    const { worker, seq } = head;
    if (this.#expected.has(worker) || this.#leftAlone.get(worker) === seq) return;
    const wanted = this.#wanted.delete(worker);
    if (this.#drives.has(worker)) return;
    if (!hasWork(head, this.#ports.clock.now())) return this.#rests(head);
    if (!this.#room.has(head) || !(await this.#isFree(head))) {
      if (wanted) this.#wanted.add(worker); // behind the others
      return;
    }
    await this.#claim(head, wanted).catch((error) => this.#leave(head, error));
  }

  /** It has nothing to do now. Who does not adopt watches those that go on by themselves. */
  #rests(head: StreamHead): void {
    if (!this.#options.adopts && goesOnByItself(head)) this.#watched.add(head.worker);
    else this.#watched.delete(head.worker);
  }

  async #isFree(head: StreamHead): Promise<boolean> {
    if (head.driver === undefined) return true;
    if (head.driver === this.identity.id) return !this.#drives.has(head.worker);
    return !(await this.#ports.presence.isAlive(head.driver));
  }

  #closes(): void {
    this.#closing = true;
    this.#looks.stop();
  }

  #evicted(): void {
    this.#closes();
    this.#lost.abort(new LegateError("driver-lost", EVICTED));
    this.#drives.handBack();
  }

  /** A journal that cannot be read is left to whoever can; what the store itself cannot do is not its fault. */
  #leave({ worker, seq }: StreamHead, error: unknown): void {
    if (STORE_FAILURES.some((code) => isFailure(error, code))) throw error;
    if (isFailure(error, "unknown-worker")) return; // removed for good since it was seen
    this.#options.report(worker, error);
    this.#leftAlone.set(worker, seq);
  }

  async #claim(head: StreamHead, wanted: boolean): Promise<void> {
    const { worker: id, driver } = head;
    const worker = await loadWorker(this.#ports.store, id);
    if (!(await canDrive(this.#ports, worker, wanted))) return void this.#leftAlone.set(id, worker.seq);
    const holder = driver === this.identity.id ? undefined : driver;
    if (holder !== undefined && !(await this.#ports.presence.evict(holder))) {
      if (wanted) this.#wanted.add(id);
      return;
    }
    this.#room.enter(id, head);
    try {
      this.#run(await claim(this.#ports, worker, this.identity));
    } catch (error) {
      this.#room.leave(id);
      if (!isLostClaim(error)) throw error;
      if (wanted) this.#wanted.add(id);
      this.look(); // somebody was faster, and may have given it back by now
    }
  }

  #run(held: HeldWorker): void {
    this.#leftAlone.delete(held.worker.id);
    this.#watched.delete(held.worker.id);
    this.#drives.start(held);
  }

  #ended(worker: WorkerId): void {
    this.#room.leave(worker);
    if (!this.#options.adopts) this.#wanted.add(worker); // it may go on by itself, or have been written to
    this.look();
  }

  /** A lost claim is no fault. */
  async #broken(held: HeldWorker, error: unknown): Promise<void> {
    if (isLostClaim(error)) return;
    const { report } = this.#options;
    const want = (worker: WorkerId) => this.want(worker);
    await giveUp(held, error, { ports: this.#ports, report, over: this.#over.signal, want });
    this.#leftAlone.set(held.worker.id, held.worker.seq);
  }
}
