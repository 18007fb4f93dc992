import { inPlace } from "../landing/past-landing.ts";
import type { Worker } from "../worker/worker.ts";
import { keptState } from "../workspace/kept-state.ts";

/**
 * Whether a worker's files hold work that nobody landed or gave up: what landed is compared with, wherever it did. What it took over from `source`, the
 * worker whose files it started from, is that one's to keep or to give up; when that one is gone, or came
 * to nothing in the end, it counts as the worker's own.
 */
export function hasUnlandedWork(worker: Worker, source: Worker | undefined): boolean {
  const { workspace, checkpoint, dropped, landings } = worker;
  const git = workspace?.git;
  if (git === undefined || dropped !== undefined) return false;
  const last = inPlace(landings).at(-1);
  if (last !== undefined) return keptState(git, checkpoint).tree !== last.tree;
  const isOthers =
    source !== undefined && (source.dropped !== undefined || hasUnlandedWork(source, undefined));
  const began = isOthers ? keptState(git, undefined).tree : git.baseTree;
  return keptState(git, checkpoint).tree !== began;
}
