import type { WorkerId } from "../core/ids.ts";
import { sharedPaths } from "../core/landing/overlap.ts";
import { hasUnlandedWork } from "../core/retention/unlanded.ts";
import type { StatusName } from "../core/worker/status.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { MergeConflict } from "../ports/landings.ts";
import type { StreamHead } from "../ports/store.ts";
import { landingSubject } from "./landing-subject.ts";
import { loadWorker, summaryFrom } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** Two workers of one repository whose work touches the same files. Plain JSON. */
export interface Overlap {
  readonly workers: readonly [OverlappingWorker, OverlappingWorker];
  /** What both changed, each since its base. */
  readonly paths: readonly string[];
  /** Where the second would not merge with the first; empty when git can put them together by itself. */
  readonly conflicts: readonly MergeConflict[];
}

export interface OverlappingWorker {
  readonly worker: WorkerId;
  readonly name: string;
  readonly status: StatusName;
}

/**
 * Compares the last checkpoints of these workers with each other; without a list, of all whose work neither
 * landed nor was given up, at work or at rest. Newest pairs last. Changes nothing.
 */
export async function overlap(
  ports: RuntimePorts,
  wanted: readonly WorkerId[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Overlap[]> {
  const workers = wanted === undefined ? await unlanded(ports, signal) : await named(ports, wanted);
  const changed = await Promise.all(workers.map(async (worker) => changedPaths(ports, worker)));
  const found: Overlap[] = [];
  for (const { workers: pair, paths } of sharedPaths(changed)) {
    stopIfAborted(signal);
    const [one, other] = pair.map((id) => workers.find((worker) => worker.id === id));
    if (one === undefined || other === undefined) continue;
    const conflicts = await ports.landings.compare(
      landingSubject(one),
      landingSubject(other),
      signal === undefined ? {} : { signal },
    );
    found.push({ workers: [shown(one), shown(other)], paths, conflicts });
  }
  return found;
}

async function named(ports: RuntimePorts, ids: readonly WorkerId[]): Promise<readonly Worker[]> {
  if (new Set(ids).size < 2)
    throw new LegateError(
      "bad-input",
      "An overlap is between two workers; name two or more, or none for all.",
    );
  const workers = await Promise.all([...new Set(ids)].map((id) => loadWorker(ports.store, id)));
  for (const worker of workers) landingSubject(worker); // who has no checkout is told so
  return workers;
}

async function unlanded(ports: RuntimePorts, signal: AbortSignal | undefined): Promise<readonly Worker[]> {
  const found: Worker[] = [];
  for (const head of await ports.store.streams()) {
    stopIfAborted(signal);
    const known = await keptWork(ports, head).catch(unlessUnreadable);
    if (known?.workspace?.git !== undefined && hasUnlandedWork(known, undefined)) found.push(known);
  }
  return found;
}

/** The worker, if it kept anything: of the others the journal is not read. */
async function keptWork({ store }: RuntimePorts, head: StreamHead): Promise<Worker | undefined> {
  const { workspace } = await summaryFrom(store, head);
  return workspace.checkpoint === null ? undefined : loadWorker(store, head.worker);
}

/** One that is gone by now, or that only a later release understands, is compared with nobody. */
function unlessUnreadable(error: unknown): undefined {
  const isItsOwn = ["unknown-worker", "store-too-new", "store-corrupt"].some(
    (code) => isFailure(error) && error.code === code,
  );
  if (!isItsOwn) throw error;
}

async function changedPaths({ workspaces }: RuntimePorts, worker: Worker) {
  const { workspace, checkpoint, id } = worker;
  if (workspace?.git === undefined) return { worker: id, vault: "", paths: [] };
  const { files } = await workspaces.diff(workspace, checkpoint);
  const paths = files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
  return { worker: id, vault: workspace.git.vault, paths };
}

function shown({ id, request, status }: Worker): OverlappingWorker {
  return { worker: id, name: request.name, status: status.status };
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new LegateError("aborted", "Stopped on request.");
}
