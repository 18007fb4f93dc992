import type { WorkerId } from "../core/ids.ts";
import { LegateError } from "../ports/failure.ts";
import { type GcPorts, planned, removeWorkers } from "./gc-remove.ts";
import type { GcPolicy, GcReport } from "./gc-report.ts";
import { planGc } from "./plan-gc.ts";

const DAY_MS = 24 * 3_600_000;

/** What is taken for work under way: content and refs that nobody names yet, such as those of an import. */
const GRACE_MS = DAY_MS;

/**
 * Removes workers that are over, for good.
 *
 * R1. A worker goes only when it is settled, held by nobody and has no unread command, its parent is over,
 *     all below it goes, and its files are neither unlanded nor unkept, unless a person dropped it.
 * R2. In this order: its directory (as its own release, by whoever claims it for that), its journal, its
 *     refs, content. So whatever breaks off, a worker that is still listed can be resumed from its
 *     checkpoint, and what is left of one that is not is found by the next run.
 * R3. Its journal goes only as it was when that was decided: a commit in between makes it stay.
 */
export async function gc(ports: GcPorts, policy: GcPolicy = {}): Promise<GcReport> {
  const { apply = false, by = "operator", signal } = policy;
  const startedAt = ports.ports.clock.now();
  const plan = await planGc(ports.ports, retention(policy, startedAt), policy.under, signal);
  if (!apply)
    return { applied: false, removed: plan.removed.map(planned), kept: plan.kept, refs: 0, contents: 0 };
  const done = await removeWorkers(ports, plan, by, signal);
  const { workspaces, store } = ports.ports;
  const left = earlier(startedAt, GRACE_MS);
  const gone = done.removed.map(({ worker }) => worker);
  const refs = (await workspaces.forget(gone, startedAt)) + (await forgetLeftOvers(ports, left));
  const contents = await store.collectBlobs({ olderThan: left });
  return { applied: true, ...done, refs, contents };
}

function retention({ statuses, olderThanMs = 30 * DAY_MS }: GcPolicy, now: string) {
  if (!Number.isFinite(olderThanMs) || olderThanMs < 0)
    throw new LegateError("bad-input", `olderThanMs is a number of milliseconds, not ${olderThanMs}.`);
  return {
    statuses: statuses ?? (["completed", "failed", "cancelled"] as const),
    finishedBefore: earlier(now, olderThanMs),
  };
}

/** Refs of workers that no store knows: a removal broke off, or an import did. */
async function forgetLeftOvers({ ports }: GcPorts, before: string): Promise<number> {
  const orphans: WorkerId[] = [];
  for (const worker of await ports.workspaces.kept()) {
    if ((await ports.store.stream(worker)) === undefined) orphans.push(worker);
  }
  return orphans.length === 0 ? 0 : ports.workspaces.forget(orphans, before);
}

function earlier(now: string, ms: number): string {
  return new Date(Math.max(0, Date.parse(now) - ms)).toISOString();
}
