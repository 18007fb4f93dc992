import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import { waysBack } from "../core/retention/get-back.ts";
import { hasUnlandedWork } from "../core/retention/unlanded.ts";
import { type Retention, type StaysBecause, whyItStays } from "../core/retention/verdict.ts";
import { fold } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { WorkspaceContents } from "../ports/workspaces.ts";
import type { GcKept, GcRemoval } from "./gc-report.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { parentOf, type Seen, seenWorkers } from "./seen-workers.ts";

/** What may go and how it was seen, newest first: children before their parents. */
export interface GcPlan {
  readonly removed: readonly (GcRemoval & { readonly seq: number; readonly parent?: WorkerId })[];
  readonly kept: readonly GcKept[];
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
    if (signal?.aborted) throw new LegateError("aborted", "Stopped on request, before anything was removed.");
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

type Found = GcPlan["removed"][number] | { readonly because: StaysBecause; readonly detail?: string };

async function lookedInto(ports: RuntimePorts, seen: Seen, signal: AbortSignal | undefined): Promise<Found> {
  try {
    const records = await ports.store.readWorker(seen.worker);
    const worker = fold(records);
    if (worker === undefined || worker.seq !== seen.seq) return { because: "changed" };
    const isDropped = worker.dropped !== undefined;
    if (hasUnlandedWork(worker, await sourceOf(ports, worker, seen.source))) return { because: "unlanded" };
    const directory = await contentsOf(ports, worker, signal);
    if (!isDropped && directory?.unkept !== undefined) {
      const where = directory.bytes > 0 ? `; in ${directory.path}` : ""; // one that was given up is kept in the vault
      return { because: "files", detail: `${directory.unkept}${where}` };
    }
    return removal(seen, worker, records, directory);
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
  seenWorker: Worker,
  records: readonly StoredRecord[],
  directory: WorkspaceContents | undefined,
): GcPlan["removed"][number] {
  const bytes = records.reduce((sum, stored) => sum + bytesOf(stored), 0);
  return {
    worker,
    name,
    status,
    finishedAt,
    dropped: seenWorker.dropped !== undefined,
    records: records.length,
    bytes,
    directory: directory ?? null,
    getBack: waysBack(seenWorker, directory?.remainder),
    seq,
    ...(parent === undefined ? {} : { parent }),
  };
}

function bytesOf({ record }: StoredRecord): number {
  const output = record.type === "call.finished" ? (record.full?.bytes ?? 0) : 0;
  return JSON.stringify(record).length + output;
}
