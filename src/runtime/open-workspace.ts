import type { WorkerRecord } from "../core/journal/record.ts";
import type { JsonObject } from "../core/json.ts";
import type { Worker } from "../core/worker/worker.ts";
import { scheduleOf } from "../core/workflow/run/run.ts";
import { whyNotLinked } from "../core/workspace/linked.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { LegateError } from "../ports/failure.ts";
import type { WorkspaceOptions } from "../ports/workspaces.ts";
import type { Drive } from "./drive.ts";

/** Opens the place in which the worker acts, and records it with what the sandbox enforces. */
export async function openWorkspace(drive: Drive): Promise<void> {
  const { held, ports } = drive;
  const { id } = held.worker;
  const notLinked = whyNotLinked({ ...held.worker.request, ceiling: held.worker.ceiling });
  if (notLinked !== undefined) throw new LegateError("bad-input", notLinked);
  await held.flush();
  const workspace = await ports.workspaces.open(placeOf(held.worker), id, workspaceOptions(drive));
  const records: WorkerRecord[] = [{ type: "workspace.opened", workspace }];
  if (!held.worker.sandboxReported) {
    const report = (await ports.sandbox.report()) as unknown as JsonObject;
    records.unshift({ type: "sandbox.reported", report });
  }
  held.stage(records);
  if (workspace.kind !== "none") await held.flush(); // what was made must be found again
}

/** As asked; for a run that took results over, with the files as the last of them left them. */
function placeOf({ request, run }: Worker): WorkspaceSpec {
  const { workspace } = request;
  if (run === undefined || workspace.kind !== "derived") return workspace;
  const last = scheduleOf(run).ended.findLast(({ settled }) => settled.reused?.kept !== undefined);
  const kept = last?.settled.reused?.kept;
  return kept === undefined ? workspace : { ...workspace, checkpoint: kept };
}

export function workspaceOptions(drive: Drive): WorkspaceOptions {
  const worker = drive.held.worker.id;
  return {
    signal: drive.cut,
    onProgress: (text) => drive.publish({ type: "live.progress", worker, text }),
  };
}
