import type { Drive } from "./drive.ts";
import { workspaceOptions } from "./open-workspace.ts";

/** Kept to the end even when the worker is being stopped: this is how its work survives. */
export async function checkpoint(drive: Drive): Promise<void> {
  const { held, ports } = drive;
  await held.flush(); // the checkpoint's ref names a place in the journal: it must be there
  const { id, workspace, checkpoint: last, seq } = held.worker;
  if (workspace === undefined) throw new Error(`worker ${id} has no workspace to keep`);
  const { signal: _, ...options } = workspaceOptions(drive);
  const kept = await ports.workspaces.checkpoint(workspace, id, { seq, last }, options);
  await held.append([
    { type: "workspace.checkpointed", ...(kept === undefined ? {} : { checkpoint: kept }) },
  ]);
}
