import type { WorkerId } from "../core/ids.ts";
import { isSettled, STATUS_NAMES } from "../core/worker/status.ts";
import type { Store } from "../ports/store.ts";
import { descendants } from "./list-children.ts";

/**
 * Who works below a worker with nobody at work in between, so that a close does not come down to it from parent
 * to child: its own workers when it is over itself, and those of workers below it that are over.
 */
export async function cutOff(store: Store, id: WorkerId): Promise<readonly WorkerId[]> {
  const root = (await store.stream(id))?.root ?? id;
  const tree = await store.streams({ root, withView: false });
  if (tree.length === 1) return [];
  const ended = await store.streams({ root, statuses: STATUS_NAMES.filter(isSettled), withView: false });
  const over = new Set(ended.map(({ worker }) => worker));
  return descendants(id, tree).flatMap(({ worker, parent }) =>
    parent !== undefined && over.has(parent) && !over.has(worker) ? [worker] : [],
  );
}
