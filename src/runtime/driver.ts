import type { WorkerId } from "../core/ids.ts";
import { isResting } from "../core/worker/status.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure } from "../ports/failure.ts";
import type { Announcement } from "../ports/presence.ts";
import type { StreamHead } from "../ports/store.ts";
import { Drives } from "./drives.ts";
import { giveUp, RETRY_MS } from "./give-up.ts";
import { claim, type DriverIdentity, HeldWorker, isLostClaim } from "./held-worker.ts";
import { loadWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface DriverOptions {
  readonly identity: DriverIdentity;
  /** Workers driven at the same time; more wait their turn, oldest first. */
  readonly maxConcurrent: number;
  /** Whether to look for workers that nobody drives, or to drive only those given to it. */
  readonly adopts: boolean;
  /** Told about drives that ended by a failure of the runtime or a bug; without a worker: about looking for some. */
  readonly report: (worker: WorkerId | undefined, error: unknown) => void;
}

/** Many commits in a moment are one look: commands and free workers wait no longer than this. */
const LOOK_EVERY_MS = 5;

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
 */
export class Driver {
  readonly #ports: RuntimePorts;
  readonly #options: DriverOptions;
  readonly #drives: Drives;
  readonly #wanted = new Set<WorkerId>();
  /** Being made for this driver in a commit whose answer has not come yet. */
  readonly #expected = new Set<WorkerId>();
  /** Broke here, or cannot be driven here, at this record: not tried again before somebody writes another. */
  readonly #leftAlone = new Map<WorkerId, number>();
  readonly #over = new AbortController();
  #failure: unknown;
  #announcement: Announcement | undefined;
  #subscription: Disposable | undefined;
  #closing = false;
  #looking: Promise<void> | undefined;
  #lookAgain = false;

  constructor(ports: RuntimePorts, options: DriverOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#drives = new Drives(ports, {
      publish: (event) => this.#announcement?.publish(event),
      broken: (held, error) => this.#broken(held, error),
      ended: () => this.look(),
    });
  }

  get identity(): DriverIdentity {
    return this.#options.identity;
  }

  /** How many workers it drives now. */
  get busy(): number {
    return this.#drives.size;
  }

  get hasRoom(): boolean {
    return !this.#closing && this.#drives.size + this.#expected.size < this.#options.maxConcurrent;
  }

  /** Why it finds no workers at present: what the store answered, until it answers again. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Becomes visible to others and begins to listen. */
  async start(): Promise<void> {
    const look = () => this.look();
    this.#announcement = await this.#ports.presence.announce(this.identity.id, { onNudge: look });
    this.#subscription = this.#ports.store.subscribe(look);
    this.look();
  }

  /** Room for a worker that is about to be made and claimed for this driver in one transaction, if there is any. */
  expect(id: WorkerId): Expected | undefined {
    if (!this.hasRoom) return undefined;
    this.#expected.add(id);
    return {
      take: (worker) => this.#run(new HeldWorker(this.#ports, worker)),
      [Symbol.dispose]: () => void this.#expected.delete(id),
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
    if (this.#closing) return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) this.look(); // asked between the last look and here
    });
  }

  /** One look, and everything that it finds is ours by then. */
  async looked(): Promise<void> {
    this.look();
    await this.#looking;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#over.abort();
    this.#subscription?.[Symbol.dispose]();
    this.#drives.handBack();
    await this.#looking;
    await this.#drives.over();
    await this.#announcement?.[Symbol.asyncDispose]();
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#lookAgain && !this.#closing) {
      this.#lookAgain = false;
      try {
        await this.#drives.deliver();
        await this.#adopt();
        this.#failure = undefined;
        await this.#ports.clock.sleep(LOOK_EVERY_MS);
      } catch (error) {
        if (isFailure(error, "closed")) return;
        if (this.#failure === undefined) this.#options.report(undefined, error);
        this.#failure = error;
        await this.#ports.clock.sleep(RETRY_MS, this.#over.signal);
        this.#lookAgain = true;
        return;
      }
    }
  }

  async #adopt(): Promise<void> {
    for (const head of await this.#candidates()) {
      if (!this.hasRoom) return;
      if (this.#drives.has(head.worker) || this.#expected.has(head.worker)) continue;
      if (this.#leftAlone.get(head.worker) === head.seq) continue;
      if (await this.#isFree(head)) await this.#claim(head).catch((error) => this.#leave(head, error));
    }
  }

  async #candidates(): Promise<readonly StreamHead[]> {
    const { store } = this.#ports;
    if (!this.#options.adopts)
      return this.#wanted.size === 0 ? [] : store.streams({ workers: [...this.#wanted] });
    const unfinished = await store.streams({ statuses: ["queued", "running"] });
    const addressed = await store.streams({ pendingInbox: true });
    return [...unfinished, ...addressed];
  }

  async #isFree(head: StreamHead): Promise<boolean> {
    if (head.driver === undefined) return true;
    if (head.driver === this.identity.id) return !this.#drives.has(head.worker);
    return !(await this.#ports.presence.isAlive(head.driver));
  }

  /** A journal that cannot be read is left to whoever can; what the store itself cannot do is not its fault. */
  #leave({ worker, seq }: StreamHead, error: unknown): void {
    if (STORE_FAILURES.some((code) => isFailure(error, code))) throw error;
    this.#options.report(worker, error);
    this.#leftAlone.set(worker, seq);
  }

  async #claim({ worker: id, pendingInbox, view }: StreamHead): Promise<void> {
    const idle = view !== undefined && isResting(view.status) && pendingInbox === 0;
    if (idle) return void this.#wanted.delete(id);
    const worker = await loadWorker(this.#ports.store, id);
    if (!this.#canDrive(worker)) return void this.#leftAlone.set(id, worker.seq);
    try {
      this.#run(await claim(this.#ports, worker, this.identity));
      this.#wanted.delete(id);
    } catch (error) {
      if (!isLostClaim(error)) throw error;
      this.#lookAgain = true; // somebody was faster, and may have given it back by now
    }
  }

  /** A worker whose tools only another program has is left to that program. */
  #canDrive({ request }: Worker): boolean {
    return request.tools.every((name) => this.#ports.toolbox.get(name) !== undefined);
  }

  #run(held: HeldWorker): void {
    this.#leftAlone.delete(held.worker.id);
    this.#drives.start(held);
  }

  /** A lost claim is no fault. */
  async #broken(held: HeldWorker, error: unknown): Promise<void> {
    if (isLostClaim(error)) return;
    const { report } = this.#options;
    await giveUp(held, error, { clock: this.#ports.clock, report, over: this.#over.signal });
    this.#leftAlone.set(held.worker.id, held.worker.seq);
  }
}
