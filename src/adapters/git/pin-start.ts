import type { WorkerId } from "../../core/ids.ts";
import { LegateError } from "../../ports/failure.ts";
import { baseRef, changeRefs, type RefChange, readRef, startRef } from "./kept-refs.ts";

/**
 * Pins what a derived worktree begins with under refs of its own, so that both commits stay when the
 * worker they came from is discarded. What was pinned before stays; when it differs it is refused with
 * `workspace-conflict`. A crash may leave one of the refs: the other is made then. Only under the lock.
 */
export async function pinStart(vault: string, worker: WorkerId, base: string, start: string): Promise<void> {
  const missing: RefChange[] = [];
  for (const [ref, commit] of [
    [startRef(worker), start],
    [baseRef(worker), base],
  ] as const) {
    if (ref === startRef(worker) && start === base) continue;
    const held = await readRef(vault, ref);
    if (held === undefined) missing.push({ ref, create: commit });
    else if (held !== commit) throw pinnedElsewhere(worker, held, commit);
  }
  if (missing.length > 0) await changeRefs(vault, missing);
}

function pinnedElsewhere(worker: WorkerId, held: string, asked: string): LegateError {
  return new LegateError(
    "workspace-conflict",
    `${worker} was opened before at ${held}, not at ${asked}; use another worker.`,
    { details: { worker, before: held, asked } },
  );
}
