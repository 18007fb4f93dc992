import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import { LegateError } from "../ports/failure.ts";
import type { HostEvent } from "../ports/host.ts";
import type { Store } from "../ports/store.ts";
import { HostFolds } from "./host-folds.ts";
import type { HostEventOptions } from "./legate-options.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { soonerOf } from "./until.ts";

const PAGE = 200;

export interface HostFeedOptions extends Omit<HostEventOptions, "under"> {
  /** Only this worker and everything below it. @default all workers */
  readonly under?: WorkerId;
}

/**
 * The records of all workers after a position, each exactly once and in the order of the store, with what
 * a host is told of them. All of it derives from the journal and the cursor is the host's, so nothing is
 * lost or told in another order, whoever crashes. Rejects with `bad-input` for a position that the store
 * has not reached.
 */
export async function* hostFeed(
  ports: RuntimePorts,
  { after = 0, follow = true, under, signal, sessionId = "", script }: HostFeedOptions = {},
): AsyncGenerator<HostEvent> {
  const { store, hostFormat } = ports;
  await throwIfAhead(store, after);
  const folds = new HostFolds(store);
  const isMeant = under === undefined ? async () => true : familyOf(store, under);
  const session = { sessionId, ...(script === undefined ? {} : { script }) };
  for await (const stored of recordsAfter(ports, after, follow, signal)) {
    const { position, worker, seq } = stored;
    if (!(await isMeant(worker))) continue;
    const change = await folds.changed(stored);
    const notifications = change === undefined ? [] : hostFormat(change, session);
    yield { position, worker, seq, stored, notifications };
  }
}

async function throwIfAhead(store: Store, after: number): Promise<void> {
  const head = await store.head();
  if (Number.isInteger(after) && after >= 0 && after <= head) return;
  const message = `There is no position ${after} here: positions go from 0 to ${head}. Is it another state directory's?`;
  throw new LegateError("bad-input", message, { details: { after, head } });
}

async function* recordsAfter(
  { store, clock }: RuntimePorts,
  position: number,
  follow: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredRecord> {
  let wake = Promise.withResolvers<void>();
  const wakeUp = () => wake.resolve();
  using _ = store.subscribe(wakeUp);
  signal?.addEventListener("abort", wakeUp);
  try {
    let after = position;
    while (!signal?.aborted) {
      wake = Promise.withResolvers<void>();
      const page = await store.readAll({ after, limit: PAGE });
      for (const stored of page) {
        if (signal?.aborted) return;
        yield stored;
      }
      after = page.at(-1)?.position ?? after;
      if (page.length === PAGE) continue;
      if (!follow) return;
      await soonerOf(clock, wake.promise, 1_000);
    }
  } finally {
    signal?.removeEventListener("abort", wakeUp);
  }
}

/** Whether a worker is `top` or below it. A worker's parents never change, so each is looked up once. */
function familyOf(store: Store, top: WorkerId): (worker: WorkerId) => Promise<boolean> {
  const known = new Map<WorkerId, boolean>([[top, true]]);
  const isOne = async (worker: WorkerId): Promise<boolean> => {
    const before = known.get(worker);
    if (before !== undefined) return before;
    const parent = (await store.stream(worker))?.parent;
    const answer = parent !== undefined && (await isOne(parent));
    known.set(worker, answer);
    return answer;
  };
  return isOne;
}
