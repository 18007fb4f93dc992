import type { LiveEvent } from "../ports/presence.ts";
import type { Family } from "./family.ts";
import type { HeldWorker } from "./held-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** One worker being driven: what each step works with. */
export interface Drive {
  readonly ports: RuntimePorts;
  readonly held: HeldWorker;
  /** Aborts when the present step must end early: the worker is stopped, lost, or handed over. */
  readonly cut: AbortSignal;
  readonly publish: (event: LiveEvent) => void;
  /** What workers do with workers. */
  readonly family: Family;
}
