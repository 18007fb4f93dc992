import type { WorkerId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { LiveEvent } from "../ports/presence.ts";
import { hear } from "./consume-inbox.ts";
import type { Drive } from "./drive.ts";
import type { DriveSignals } from "./drive-worker.ts";
import { driveWorker } from "./drive-worker.ts";
import type { Family } from "./family.ts";
import type { HeldWorker } from "./held-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface DrivesOptions {
  readonly publish: (event: LiveEvent) => void;
  /** What becomes of a worker whose drive ended by this error. Never rejects. */
  readonly broken: (held: HeldWorker, error: unknown) => Promise<void>;
  /** A drive is over, and there is room for another. */
  readonly ended: (worker: WorkerId) => void;
  readonly family: Family;
}

interface Running {
  readonly done: Promise<void>;
  readonly base: Omit<Drive, "cut">;
  /** Cuts the present step short. */
  cut: AbortController;
  /** Commands may be waiting. */
  pending: boolean;
}

/** The drives under way in this process: started, told of commands, cut short, handed back. */
export class Drives {
  readonly #ports: RuntimePorts;
  readonly #options: DrivesOptions;
  readonly #running = new Map<WorkerId, Running>();
  #handingBack = false;

  constructor(ports: RuntimePorts, options: DrivesOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  get size(): number {
    return this.#running.size;
  }

  has(worker: WorkerId): boolean {
    return this.#running.has(worker);
  }

  start(held: HeldWorker): void {
    const { id } = held.worker;
    const { publish, family } = this.#options;
    const base = { ports: this.#ports, held, publish, family };
    const done = this.#drive(base)
      .catch((error: unknown) => this.#options.broken(held, error))
      .finally(() => {
        if (this.#running.get(id) === entry) this.#running.delete(id);
        this.#options.ended(id);
      });
    const entry: Running = { done, base, cut: new AbortController(), pending: true };
    this.#running.set(id, entry);
  }

  /** Tells the drives of commands to their workers. One query for all, however many there are. */
  async deliver(): Promise<void> {
    if (this.#running.size === 0) return;
    for (const { worker } of await this.#ports.store.streams({ pendingInbox: true, withView: false })) {
      const running = this.#running.get(worker);
      if (running === undefined) continue;
      const commands = await this.#ports.store.inbox(worker);
      running.pending = true;
      void hear(running.base).catch(() => undefined); // the drive meets the same failure at its next commit
      if (commands.some(({ body }) => this.#isStop(body))) running.cut.abort();
    }
  }

  /** Cuts every step short; each worker is given back once that is recorded. */
  handBack(): void {
    this.#handingBack = true;
    for (const { cut } of this.#running.values()) cut.abort();
  }

  async over(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #drive(base: Omit<Drive, "cut">): Promise<void> {
    await Promise.resolve(); // `#running` has the entry before the first step looks for it
    await driveWorker(base, this.#signalsOf(base.held.worker.id));
  }

  #signalsOf(id: WorkerId): DriveSignals {
    return {
      freshCut: () => this.#freshCut(this.#running.get(id)),
      takePending: () => {
        const running = this.#running.get(id);
        const pending = running?.pending ?? false;
        if (running !== undefined) running.pending = false;
        return pending;
      },
      handingBack: () => this.#handingBack,
    };
  }

  #freshCut(running: Running | undefined): AbortSignal {
    if (running === undefined) return AbortSignal.abort();
    const used = running.cut.signal.aborted && !running.pending && !this.#handingBack;
    if (used) running.cut = new AbortController();
    return running.cut.signal;
  }

  /** Only a stop cuts a step short; other commands wait for its end. */
  #isStop(body: Json): boolean {
    const type = this.#ports.readCommand(body)?.type;
    return type === "close" || type === "interrupt" || type === "interrupt-turn";
  }
}
