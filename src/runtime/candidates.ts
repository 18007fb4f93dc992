import type { WorkerId } from "../core/ids.ts";
import type { Store, StreamFilter, StreamHead } from "../ports/store.ts";
import type { Room } from "./room.ts";

const LIGHT = { withView: false } as const;
const ACTIVE = { ...LIGHT, statuses: ["queued", "running"] } as const;

/**
 * Workers that need a driver and may have none: those of drivers that may be dead (also at rest, as something
 * may be left to do), those that were written to, those whose time came. They go before the queue: somebody counts on them already.
 */
export async function urgent(store: Store, now: string): Promise<readonly StreamHead[]> {
  return [
    ...(await store.streams({ ...LIGHT, held: true })),
    ...(await store.streams({ ...LIGHT, pendingInbox: true })),
    ...(await store.streams({ ...LIGHT, dueBefore: now, statuses: ["waiting"], free: true })),
  ];
}

/**
 * The next of the queue, as many as there are places: the tree with the fewest at work first, and within a
 * tree the oldest. What is asked of the store does not grow with the length of the queue.
 */
export async function queued(store: Store, room: Room): Promise<readonly StreamHead[]> {
  const { places } = room;
  if (places === 0) return [];
  const queue = { ...ACTIVE, free: true, notModels: room.fullModels() } as const;
  const fresh = await store.streams({ ...queue, notRoots: room.trees(), limit: places });
  if (fresh.length >= places) return fairly(fresh, room);
  const enough = { ...queue, notRoots: room.fullTrees(), limit: fresh.length + 1 };
  if ((await store.streams(enough)).length <= fresh.length) return fairly(fresh, room);
  return fairly([...fresh, ...(await ofBusyTrees(store, room, queue))], room);
}

async function ofBusyTrees(store: Store, room: Room, queue: StreamFilter): Promise<readonly StreamHead[]> {
  const full = room.fullTrees();
  const open = room.trees().filter((root) => !full.includes(root));
  const found: StreamHead[] = [];
  for (const root of open.slice(0, room.places * 4)) {
    found.push(...(await store.streams({ ...queue, root, limit: room.places })));
  }
  return found;
}

/** In the order in which each tree gets one place more than the one with the fewest. */
function fairly(heads: readonly StreamHead[], room: Room): readonly StreamHead[] {
  const next = new Map<WorkerId, number>();
  const ranked = heads.map((head) => {
    const rank = next.get(head.root) ?? room.inTree(head.root);
    next.set(head.root, rank + 1);
    return { head, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ head }) => head);
}
