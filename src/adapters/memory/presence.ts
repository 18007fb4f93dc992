import type { DriverId, WorkerId } from "../../core/ids.ts";
import type { LiveEvent, Presence, PresenceHandlers } from "../../ports/presence.ts";

type Listener = (event: LiveEvent) => void;

/** Presence within one process: for tests, and for programs that share nothing. */
export function createMemoryPresence(): Presence {
  const alive = new Map<DriverId, PresenceHandlers>();
  const listeners = new Map<WorkerId, Set<Listener>>();

  return {
    leaseMs: 20_000,
    async announce(driver, handlers) {
      alive.set(driver, handlers);
      return {
        publish: (event) => {
          for (const listener of listeners.get(event.worker) ?? []) listener(event);
        },
        async [Symbol.asyncDispose]() {
          alive.delete(driver);
        },
      };
    },
    isAlive: async (driver) => alive.has(driver),
    evict: async (driver) => !alive.has(driver),
    nudge: async (driver) => alive.get(driver)?.onNudge(),
    follow: (_driver, worker, signal) => follow(listeners, worker, signal),
  };
}

async function* follow(
  listeners: Map<WorkerId, Set<Listener>>,
  worker: WorkerId,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent> {
  const waiting: LiveEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const listener: Listener = (event) => {
    waiting.push(event);
    wake.resolve();
  };
  const own = listeners.get(worker) ?? new Set();
  listeners.set(worker, own.add(listener));
  signal.addEventListener("abort", () => wake.resolve());
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    own.delete(listener);
  }
}
