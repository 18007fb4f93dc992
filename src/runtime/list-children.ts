import type { WorkerId } from "../core/ids.ts";
import { isSettled } from "../core/worker/status.ts";
import type { Store, StreamHead } from "../ports/store.ts";
import type { Delegated } from "./delegated.ts";
import type { Drive } from "./drive.ts";
import { summaryFrom } from "./load-worker.ts";

const MOST = 100;

/** A worker's own descendants, and nobody else's, as they are now. */
export async function listChildren({ held, ports }: Drive): Promise<Delegated> {
  const { store } = ports;
  const root = (await store.stream(held.worker.id))?.root ?? held.worker.id;
  const tree = await store.streams({ root });
  const own = descendants(held.worker.id, tree);
  const shown = await Promise.all(own.slice(0, MOST).map((head) => summaryFrom(store, head)));
  const workers = shown.map(({ id, name, parent, status, waitingOn, turns }) => ({
    worker: id,
    name,
    ...(parent === held.worker.id ? {} : { parent }),
    status: waitingOn === null ? status : `waiting(${waitingOn})`,
    turns,
  }));
  const more = own.length > MOST ? { more: own.length - MOST } : {};
  return { output: { status: "ok", text: JSON.stringify({ workers, ...more }) } };
}

/** Everything below a worker that has not come to its end, or of which nobody knows by its view. */
export async function livingBelow(store: Store, top: StreamHead): Promise<readonly WorkerId[]> {
  const below = descendants(top.worker, await store.streams({ root: top.root }));
  return below
    .filter(({ view }) => view === undefined || !isSettled(view.status))
    .map(({ worker }) => worker);
}

/** Everything below a worker, by birth: parents are born before their children. */
export function descendants<T extends { readonly worker: WorkerId; readonly parent?: WorkerId }>(
  of: WorkerId,
  tree: readonly T[],
): readonly T[] {
  const family = new Set<WorkerId>([of]);
  return tree.filter(({ worker, parent }) => {
    const isOne = parent !== undefined && family.has(parent);
    if (isOne) family.add(worker);
    return isOne;
  });
}
