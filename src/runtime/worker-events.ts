import type { WorkerId } from "../core/ids.ts";
import { isSettled } from "../core/worker/status.ts";
import type { EventOptions, WorkerEvent } from "./legate-options.ts";
import { summaryFrom } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { soonerOf } from "./until.ts";

const PAGE = 500;

/**
 * A worker's records from a point on, each exactly once and in order, with live events between them.
 * Records come from the store; the live part is only company and may miss things.
 */
export async function* workerEvents(
  ports: RuntimePorts,
  id: WorkerId,
  options: EventOptions = {},
): AsyncGenerator<WorkerEvent> {
  const { follow = true, live = true, signal } = options;
  const feed = new Feed();
  using _ = ports.store.subscribe(() => feed.wake());
  const stopLive = new AbortController();
  const stop = () => feed.wake();
  signal?.addEventListener("abort", stop);
  if (follow && live) void pumpLive(ports, id, feed, stopLive.signal);
  try {
    let afterSeq = options.afterSeq ?? 0;
    while (!signal?.aborted) {
      feed.rearm();
      yield* feed.take();
      const records = await ports.store.readWorker(id, { afterSeq, limit: PAGE });
      for (const record of records) yield { kind: "record", worker: id, record };
      afterSeq = records.at(-1)?.seq ?? afterSeq;
      if (records.length === PAGE) continue;
      if (!follow || (records.length === 0 && (await isOver(ports, id, afterSeq)))) return;
      if (records.length === 0) await soonerOf(ports.clock, feed.woken(), 1_000);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    stopLive.abort();
  }
}

/** Settled, nobody holds it, and we have seen its last record. */
async function isOver(ports: RuntimePorts, id: WorkerId, seenSeq: number): Promise<boolean> {
  const head = await ports.store.stream(id);
  if (head === undefined || head.driver !== undefined || head.seq > seenSeq) return false;
  return isSettled((await summaryFrom(ports.store, head)).status);
}

/** Live events of whoever drives the worker, from one driver to the next. */
async function pumpLive(ports: RuntimePorts, id: WorkerId, feed: Feed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const driver = (await ports.store.stream(id).catch(() => undefined))?.driver;
    if (driver !== undefined) {
      for await (const event of ports.presence.follow(driver, id, signal)) feed.add({ kind: "live", event });
    }
    await ports.clock.sleep(200, signal);
  }
}

class Feed {
  #waiting: WorkerEvent[] = [];
  #wake = Promise.withResolvers<void>();

  add(event: WorkerEvent): void {
    this.#waiting.push(event);
    this.wake();
  }

  wake(): void {
    this.#wake.resolve();
  }

  rearm(): void {
    this.#wake = Promise.withResolvers<void>();
  }

  woken(): Promise<void> {
    return this.#waiting.length > 0 ? Promise.resolve() : this.#wake.promise;
  }

  take(): readonly WorkerEvent[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
