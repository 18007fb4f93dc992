import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import { hasUnlandedWork } from "../core/retention/unlanded.ts";
import { type Retention, type SeenWorker, type StaysBecause, whyItStays } from "../core/retention/verdict.ts";
import { fold } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure } from "../ports/failure.ts";
import type { StreamHead } from "../ports/store.ts";
import type { WorkspaceContents } from "../ports/workspaces.ts";
import { findWorker } from "./find-worker.ts";
import type { GcKept, GcRemoval } from "./gc-report.ts";
import { descendants } from "./list-children.ts";
import { summaryFrom } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** What may go and how it was seen, newest first: children before their parents. */
export interface GcPlan {
  readonly removed: readonly (GcRemoval & { readonly seq: number; readonly parent?: WorkerId })[];
  readonly kept: readonly GcKept[];
}

interface Seen extends SeenWorker {
  readonly name: string;
  readonly seq: number;
  /** The worker whose files it started from. */
  readonly source?: WorkerId;
}

/** Looks at every worker, and into the journals and files of those that could go. Changes nothing. */
export async function planGc(
  ports: RuntimePorts,
  retention: Retention,
  under: string | undefined,
  signal: AbortSignal | undefined,
): Promise<GcPlan> {
  const all = await seenWorkers(ports, under);
  const removed: GcPlan["removed"][number][] = [];
  const kept: GcKept[] = [];
  const staying = new Map<WorkerId, number>();
  const stays = (seen: Seen, because: StaysBecause, detail?: string) => {
    const { worker, name, status, parent } = seen;
    if (parent !== undefined) staying.set(parent, (staying.get(parent) ?? 0) + 1);
    kept.push({ worker, name, status, because, ...(detail === undefined ? {} : { detail }) });
  };
  for (const seen of [...all.values()].reverse()) {
    signal?.throwIfAborted();
    const parent = await parentOf(ports, all, seen);
    const reason = whyItStays(seen, parent, staying.get(seen.worker) ?? 0, retention);
    if (reason !== undefined) {
      stays(seen, reason);
      continue;
    }
    const found = await lookedInto(ports, seen, signal);
    if ("because" in found) stays(seen, found.because, found.detail);
    else removed.push(found);
  }
  return { removed, kept };
}

/** Oldest first, a page at a time. Of a tree, its whole: those above the named one stay out of the plan. */
async function seenWorkers(
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
async function parentOf(
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

type Found = GcPlan["removed"][number] | { readonly because: StaysBecause; readonly detail?: string };

async function lookedInto(ports: RuntimePorts, seen: Seen, signal: AbortSignal | undefined): Promise<Found> {
  try {
    const records = await ports.store.readWorker(seen.worker);
    const worker = fold(records);
    if (worker === undefined || worker.seq !== seen.seq) return { because: "changed" };
    const isDropped = worker.dropped !== undefined;
    if (hasUnlandedWork(worker, await sourceOf(ports, worker, seen.source))) return { because: "unlanded" };
    const directory = await contentsOf(ports, worker, signal);
    if (!isDropped && directory?.unkept !== undefined)
      return { because: "files", detail: `${directory.unkept}; in ${directory.path}` };
    return removal(seen, isDropped, records, directory);
  } catch (error) {
    if (!isFailure(error) || error.code === "aborted") throw error;
    return { because: "unreadable", detail: error.message };
  }
}

async function sourceOf(
  { store }: RuntimePorts,
  { workspace }: Worker,
  source: WorkerId | undefined,
): Promise<Worker | undefined> {
  if (source === undefined || workspace?.git?.start === undefined) return undefined;
  return fold(await store.readWorker(source));
}

/** What is in the worker's directory, if there is one. */
export async function contentsOf(
  { workspaces }: RuntimePorts,
  { id, workspace, checkpoint }: Worker,
  signal: AbortSignal | undefined,
): Promise<WorkspaceContents | undefined> {
  if (workspace === undefined) return undefined;
  return workspaces.inspect(workspace, id, checkpoint, signal === undefined ? {} : { signal });
}

function removal(
  { worker, name, status, finishedAt, seq, parent }: Seen,
  dropped: boolean,
  records: readonly StoredRecord[],
  directory: WorkspaceContents | undefined,
): GcPlan["removed"][number] {
  const bytes = records.reduce((sum, stored) => sum + bytesOf(stored), 0);
  return {
    worker,
    name,
    status,
    finishedAt,
    dropped,
    records: records.length,
    bytes,
    directory: directory ?? null,
    seq,
    ...(parent === undefined ? {} : { parent }),
  };
}

function bytesOf({ record }: StoredRecord): number {
  const output = record.type === "call.finished" ? (record.full?.bytes ?? 0) : 0;
  return JSON.stringify(record).length + output;
}
