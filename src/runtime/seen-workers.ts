import type { WorkerId } from "../core/ids.ts";
import type { SeenWorker } from "../core/retention/verdict.ts";
import type { StreamHead } from "../ports/store.ts";
import { findWorker } from "./find-worker.ts";
import { descendants } from "./list-children.ts";
import { summaryFrom } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface Seen extends SeenWorker {
  readonly name: string;
  readonly seq: number;
  /** The worker whose files it started from. */
  readonly source?: WorkerId;
}

/** Oldest first, a page at a time. Of a tree, its whole: those above the named one stay out of the plan. */
export async function seenWorkers(
  ports: RuntimePorts,
  under: string | undefined,
): Promise<ReadonlyMap<WorkerId, Seen>> {
  const { store } = ports;
  const seen = new Map<WorkerId, Seen>();
  const see = async (head: StreamHead) => void seen.set(head.worker, await seenAs(ports, head));
  if (under !== undefined) {
    const top = await findWorker(store, under);
    for (const head of [top, ...descendants(top.worker, await store.streams({ root: top.root }))])
      await see(head);
    return seen;
  }
  for (let after: WorkerId | undefined; ; ) {
    const page = await store.streams({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const head of page) await see(head);
    if (page.length < PAGE) return seen;
    after = page.at(-1)?.worker;
  }
}

const PAGE = 500;

/** Of the top of a tree that the plan is about, the parent is not among those seen. */
export async function parentOf(
  ports: RuntimePorts,
  all: ReadonlyMap<WorkerId, Seen>,
  { parent }: Seen,
): Promise<Seen | undefined> {
  if (parent === undefined || all.has(parent)) return parent === undefined ? undefined : all.get(parent);
  const head = await ports.store.stream(parent);
  return head === undefined ? undefined : seenAs(ports, head);
}

async function seenAs({ store }: RuntimePorts, head: StreamHead): Promise<Seen> {
  const { worker, name, seq, parent, driver, pendingInbox } = head;
  const { status, finishedAt, forkedFrom } = await summaryFrom(store, head);
  const source = forkedFrom?.worker ?? parent;
  return {
    worker,
    name,
    seq,
    status,
    finishedAt,
    isHeld: driver !== undefined,
    pendingInbox,
    ...(parent === undefined ? {} : { parent }),
    ...(source === undefined ? {} : { source }),
  };
}
