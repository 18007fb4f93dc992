import type { WorkerId } from "../core/ids.ts";
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

/** Everything below a worker, whether it works or has ended. */
export async function allBelow(store: Store, top: StreamHead): Promise<readonly WorkerId[]> {
  const tree = await store.streams({ root: top.root, withView: false });
  return descendants(top.worker, tree).map(({ worker }) => worker);
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
