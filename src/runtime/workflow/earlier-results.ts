import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { behind, shapeOf } from "../../core/workflow/run/shape.ts";
import type { Ended, Visit } from "../../core/workflow/run/visit.ts";
import { type KeptState, keptState } from "../../core/workspace/kept-state.ts";
import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import type { HeldWorker } from "../held-worker.ts";
import { loadWorker } from "../load-worker.ts";
import type { RuntimePorts } from "../runtime-ports.ts";

/** Results of the run that this one goes on from, looked up by what was done. */
export interface EarlierResults {
  readonly worker: Worker;
  readonly byKey: ReadonlyMap<string, readonly Ended[]>;
  /** Nodes that are done anew whatever there is. */
  readonly anew: ReadonlySet<string>;
}

/** Read once in a drive; nothing for a run that goes on from none. */
export async function earlierResults(
  ports: Pick<RuntimePorts, "store">,
  held: HeldWorker,
): Promise<EarlierResults | undefined> {
  const after = held.worker.request.workflow?.after;
  if (after === undefined) return undefined;
  const known = read.get(held);
  if (known !== undefined) return known;
  const worker = await loadWorker(ports.store, after.worker);
  const shape = shapeOf(runOf(held.worker).graph);
  const again = [...(after.from ?? []), ...(after.only === undefined ? [] : [after.only])];
  const anew = new Set(again.flatMap((node) => [...behind(shape, node)]));
  const results = { worker, byKey: byKey(worker), anew };
  read.set(held, results);
  return results;
}

const read = new WeakMap<HeldWorker, EarlierResults>();

function byKey(worker: Worker): ReadonlyMap<string, readonly Ended[]> {
  const found = new Map<string, Ended[]>();
  if (worker.run === undefined) return found;
  for (const ended of scheduleOf(worker.run).ended) {
    const { outcome, key } = ended.settled;
    if (outcome === "failure" || key === "") continue;
    const list = found.get(key);
    if (list === undefined) found.set(key, [ended]);
    else list.push(ended);
  }
  return found;
}

/** A result of the same work that this run has not taken yet. */
export function earlierResult(
  earlier: EarlierResults,
  worker: Worker,
  { node }: Visit,
  key: string,
): Ended | undefined {
  if (earlier.anew.has(node)) return undefined;
  const found = earlier.byKey.get(key) ?? [];
  if (found.length === 0) return undefined;
  const taken = new Set(scheduleOf(runOf(worker)).ended.flatMap(({ settled }) => settled.reused?.seq ?? []));
  return found.find(({ seq }) => !taken.has(seq));
}

/** The files as a run finds them that has no place yet: as the last result that it took over left them. */
export function filesTakenOver(worker: Worker, from: OpenedWorkspace | undefined): KeptState | undefined {
  const last = scheduleOf(runOf(worker)).ended.findLast(({ settled }) => settled.reused?.kept !== undefined);
  const kept = last?.settled.reused?.kept;
  if (kept !== undefined) return kept;
  return from?.git === undefined ? undefined : keptState(from.git, undefined);
}
