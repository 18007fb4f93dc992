import type { WorkerId } from "../core/ids.ts";
import type { RecordType } from "../core/journal/record.ts";
import { wayBefore } from "../core/retention/get-back.ts";
import type { StaysBecause } from "../core/retention/verdict.ts";
import { isFailure } from "../ports/failure.ts";
import type { SeenStream } from "../ports/store.ts";
import type { GcKept, GcRemoval } from "./gc-report.ts";
import type { ReleaseResult } from "./legate-options.ts";
import { loadWorker } from "./load-worker.ts";
import { contentsOf, type GcPlan } from "./plan-gc.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface GcPorts {
  readonly ports: RuntimePorts;
  /** Gives the directory of a worker up, by a command to it: nobody else is at its files meanwhile. */
  readonly release: (worker: WorkerId, by: string) => Promise<ReleaseResult>;
}

type Planned = GcPlan["removed"][number];
type Stays = { readonly because: StaysBecause; readonly detail?: string };

/** So many journals go in one transaction. */
const BATCH = 100;

/**
 * Removes what the plan names, children first; what cannot go after all stays, with all above it. When
 * `signal` aborts, what was begun is brought to its end and the others stay.
 */
export async function removeWorkers(
  gc: GcPorts,
  plan: GcPlan,
  by: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly removed: readonly GcRemoval[]; readonly kept: readonly GcKept[] }> {
  const removed: GcRemoval[] = [];
  const kept: GcKept[] = [...plan.kept];
  const blocked = new Set<WorkerId>();
  const stays = (one: Planned, why: Stays) => {
    const { worker, name, status, parent } = one;
    if (parent !== undefined) blocked.add(parent);
    kept.push({ worker, name, status, ...why });
  };
  for (let from = 0; from < plan.removed.length; from += BATCH) {
    const ready: Ready[] = [];
    for (const one of plan.removed.slice(from, from + BATCH)) {
      const found = whyAtOnce(blocked.has(one.worker), signal) ?? (await withoutDirectory(gc, one, by));
      if ("because" in found) stays(one, found);
      else ready.push({ one, stream: found });
    }
    for (const { one, why } of await discarded(gc, ready)) {
      if (why === undefined) removed.push(reported(one));
      else stays(one, why);
    }
  }
  return { removed, kept };
}

function whyAtOnce(isBlocked: boolean, signal: AbortSignal | undefined): Stays | undefined {
  if (signal?.aborted) return { because: "stopped" };
  return isBlocked ? { because: "child" } : undefined;
}

interface Ready {
  readonly one: Planned;
  readonly stream: SeenStream;
}

/** The worker as it is once its directory is gone, if nothing else became of it meanwhile. */
async function withoutDirectory(
  { ports, release }: GcPorts,
  { worker, seq, directory, dropped }: Planned,
  by: string,
): Promise<SeenStream | Stays> {
  if (directory === null) return { worker, seq };
  const released = await release(worker, by).catch(notNow);
  if ("because" in released) return released;
  if (!released.removed) return { because: "files", detail: released.reason };
  const since = await ports.store.readWorker(worker, { afterSeq: seq });
  if (since.some(({ record }) => !OF_A_RELEASE.has(record.type))) return { because: "changed" };
  const left = dropped ? undefined : await leftUnkept(ports, worker);
  if (left !== undefined) return { because: "files", detail: left };
  return { worker, seq: since.at(-1)?.seq ?? seq };
}

/** It went on meanwhile, or whoever holds it has not answered yet; then the next run sees what came of it. */
function notNow(error: unknown): Stays {
  if (isFailure(error, "not-allowed-now")) return { because: "changed", detail: error.message };
  if (isFailure(error, "timed-out")) return { because: "inbox", detail: error.message };
  throw error;
}

/** Files that changed after the plan was made were kept by the release, and nobody looked at them yet. */
async function leftUnkept(ports: RuntimePorts, worker: WorkerId): Promise<string | undefined> {
  return (await contentsOf(ports, await loadWorker(ports.store, worker), undefined))?.unkept;
}

const OF_A_RELEASE: ReadonlySet<RecordType> = new Set([
  "driver.claimed",
  "workspace.command",
  "workspace.releasing",
  "workspace.released",
  "audit.sealed",
  "driver.released",
]);

/** One transaction for all; when one of them may not go, one for each, children first. */
async function discarded(
  { ports }: GcPorts,
  ready: readonly Ready[],
): Promise<readonly { readonly one: Planned; readonly why?: Stays }[]> {
  const discard = async (some: readonly Ready[]): Promise<Stays | undefined> => {
    try {
      await ports.store.discard(some.map(({ stream }) => stream));
      return undefined;
    } catch (error) {
      if (!isFailure(error) || !MAY_NOT_GO.has(error.code)) throw error;
      return { because: "changed", detail: error.message };
    }
  };
  if ((await discard(ready)) === undefined) return ready.map(({ one }) => ({ one }));
  const answers = [];
  for (const each of ready) {
    const why = await discard([each]);
    answers.push({ one: each.one, ...(why === undefined ? {} : { why }) });
  }
  return answers;
}

const MAY_NOT_GO: ReadonlySet<string> = new Set(["stale-seq", "inbox-not-empty", "not-allowed-now"]);

/** As long as it is there, all of it can be taken along. */
export function planned(one: Planned): GcRemoval {
  const { getBack, ...rest } = reported(one);
  return { ...rest, getBack: [wayBefore(one.worker), ...getBack] };
}

/** What the plan knows beside it is for the removal only. */
function reported({ seq: _seq, parent: _parent, ...removal }: Planned): GcRemoval {
  return removal;
}
