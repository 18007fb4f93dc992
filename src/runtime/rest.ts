import type { WorkerRecord } from "../core/journal/record.ts";
import { evolveRecords } from "../core/worker/evolve-records.ts";
import type { End, Step } from "../core/worker/next-step.ts";
import { reportOf } from "../core/worker/report.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Clock } from "../ports/clock.ts";
import type { NewInboxCommand } from "../ports/store.ts";
import type { Drive } from "./drive.ts";
import { later } from "./moment.ts";

/** The end of a cycle as it is recorded: with the time at which the worker goes on by itself, if it does. */
export function restRecords(clock: Clock, { as, wakeInMs }: Step & { do: "end" }): End {
  if (wakeInMs === undefined || as.type !== "worker.waiting") return as;
  return { ...as, wakeAt: later(clock, wakeInMs) };
}

/** Whether these records bring a worker to a rest that its parent is to hear of, or tell it something in one. */
export function isToBeTold(worker: Worker, records: readonly WorkerRecord[], clock: Clock): boolean {
  if (worker.parent === undefined) return false;
  const rested = evolveRecords(worker, records, clock.now());
  const told = rested.inputs !== worker.inputs || rested.ledger.lent !== worker.ledger.lent;
  const news = rested.status !== worker.status || told;
  return news && reportOf(rested, []) !== undefined;
}

/** What a worker with a parent tells it when these records bring it to rest: a command in the parent's inbox. */
export async function tellParent(
  { held, ports }: Pick<Drive, "held" | "ports">,
  records: readonly WorkerRecord[],
): Promise<readonly NewInboxCommand[]> {
  const { parent } = held.worker;
  if (parent === undefined || !isToBeTold(held.worker, records, ports.clock)) return [];
  const rested = evolveRecords(held.worker, records, ports.clock.now());
  const report = reportOf(rested, await changedFiles({ held, ports }));
  if (report === undefined) return [];
  const commandId = `settled:${report.child}:${report.seq}`;
  const body = { type: "child-settled", by: report.child, report } as unknown as NewInboxCommand["body"];
  return [{ worker: parent, commandId, from: report.child, body }];
}

/** By name; a diff that cannot be made must not keep a worker from its end. */
async function changedFiles({ held, ports }: Pick<Drive, "held" | "ports">): Promise<readonly string[]> {
  const { workspace, checkpoint } = held.worker;
  if (workspace?.kind !== "worktree" || checkpoint === undefined) return [];
  const since = workspace.git?.start;
  const diff = await ports.workspaces.diff(workspace, checkpoint, since).catch(() => undefined);
  return diff?.files.map(({ path }) => path) ?? [];
}
