import type { StoredRecord } from "../../core/journal/record.ts";
import { fold } from "../../core/worker/evolve.ts";
import { type KeptMerge, keptMerges } from "../../core/worker/kept-merges.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { behind, shapeOf } from "../../core/workflow/run/shape.ts";
import type { Ended, Visit } from "../../core/workflow/run/visit.ts";
import { derivedState, type KeptState } from "../../core/workspace/kept-state.ts";
import type { HeldWorker } from "../held-worker.ts";
import { unknownWorker } from "../load-worker.ts";
import type { RuntimePorts } from "../runtime-ports.ts";

export interface EarlierResult extends Ended {
  /** Where work came in with it: what that made of the files, unless nobody can tell any more. */
  readonly merge?: KeptMerge;
}

/** Results of the run that this one goes on from, looked up by what was done. */
export interface EarlierResults {
  readonly worker: Worker;
  readonly byKey: ReadonlyMap<string, readonly EarlierResult[]>;
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
  const records = await ports.store.readWorker(after.worker);
  const worker = fold(records);
  if (worker === undefined) throw unknownWorker(after.worker);
  const shape = shapeOf(runOf(held.worker).graph);
  const again = [...(after.from ?? []), ...(after.only === undefined ? [] : [after.only])];
  const anew = new Set(again.flatMap((node) => [...behind(shape, node)]));
  const results = { worker, byKey: byKey(worker, records), anew };
  read.set(held, results);
  return results;
}

const read = new WeakMap<HeldWorker, EarlierResults>();

function byKey(
  worker: Worker,
  records: readonly StoredRecord[],
): ReadonlyMap<string, readonly EarlierResult[]> {
  const found = new Map<string, EarlierResult[]>();
  if (worker.run === undefined) return found;
  const { bySeq, mixed } = keptMerges(worker, records);
  for (const ended of scheduleOf(worker.run).ended) {
    const { outcome, key } = ended.settled;
    if (outcome === "failure" || key === "" || mixed.has(ended.visit.id)) continue;
    const merge = bySeq.get(ended.seq);
    const result = merge === undefined ? ended : { ...ended, merge };
    const list = found.get(key);
    if (list === undefined) found.set(key, [result]);
    else list.push(result);
  }
  return found;
}

/** Results of the same work that this run has not taken yet. */
export function resultsFor(
  earlier: EarlierResults,
  worker: Worker,
  { node }: Visit,
  key: string,
): readonly EarlierResult[] {
  if (earlier.anew.has(node)) return [];
  const found = earlier.byKey.get(key) ?? [];
  if (found.length === 0) return found;
  const taken = new Set(scheduleOf(runOf(worker)).ended.flatMap(({ settled }) => settled.reused?.seq ?? []));
  return found.filter(({ seq }) => !taken.has(seq));
}

/** The files as a run finds them that has no place yet: as the last result that it took over left them. */
export function filesTakenOver(worker: Worker): KeptState | undefined {
  const last = scheduleOf(runOf(worker)).ended.findLast(({ settled }) => settled.reused?.kept !== undefined);
  return last?.settled.reused?.kept ?? derivedState(worker.request.workspace);
}
