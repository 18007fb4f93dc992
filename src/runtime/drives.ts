import type { WorkerId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import { commandFrom } from "../core/worker/command-json.ts";
import type { LiveEvent } from "../ports/presence.ts";
import type { DriveSignals } from "./drive-worker.ts";
import { driveWorker } from "./drive-worker.ts";
import type { HeldWorker } from "./held-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface DrivesOptions {
  readonly publish: (event: LiveEvent) => void;
  /** What becomes of a worker whose drive ended by this error. Never rejects. */
  readonly broken: (held: HeldWorker, error: unknown) => Promise<void>;
  /** A drive is over, and there is room for another. */
  readonly ended: () => void;
}

interface Running {
  readonly done: Promise<void>;
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
    const done = this.#drive(held)
      .catch((error: unknown) => this.#options.broken(held, error))
      .finally(() => {
        if (this.#running.get(id) === entry) this.#running.delete(id);
        this.#options.ended();
      });
    const entry: Running = { done, cut: new AbortController(), pending: true };
    this.#running.set(id, entry);
  }

  /** Tells the drives of commands to their workers. One query for all, however many there are. */
  async deliver(): Promise<void> {
    if (this.#running.size === 0) return;
    for (const { worker } of await this.#ports.store.streams({ pendingInbox: true })) {
      const running = this.#running.get(worker);
      if (running === undefined) continue;
      const commands = await this.#ports.store.inbox(worker);
      running.pending = true;
      if (commands.some(({ body }) => isStop(body))) running.cut.abort();
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

  async #drive(held: HeldWorker): Promise<void> {
    await Promise.resolve(); // `#running` has the entry before the first step looks for it
    const base = { ports: this.#ports, held, publish: this.#options.publish };
    await driveWorker(base, this.#signalsOf(held.worker.id));
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
}

/** Only a stop cuts a step short; other commands wait for its end. */
function isStop(body: Json): boolean {
  const type = commandFrom(body)?.type;
  return type === "close" || type === "interrupt";
}
