import { type PatchDigest, type Receipt, receiptOf } from "../core/evidence/receipt.ts";
import type { WorkerId } from "../core/ids.ts";
import { fold } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import { unknownWorker } from "./load-worker.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** The receipt of a worker as its journal stands now. */
export async function receiptFor(ports: RuntimePorts, id: WorkerId): Promise<Receipt> {
  const journal = await ports.store.readWorker(id);
  const worker = fold(journal);
  if (worker === undefined) throw unknownWorker(id);
  return receiptOf(worker, journal, (text) => ports.hasher.digest(text), await patchOf(ports, worker));
}

/** A vault that is gone takes nothing from the rest of the receipt. */
async function patchOf({ workspaces, hasher }: RuntimePorts, worker: Worker): Promise<PatchDigest | null> {
  const { workspace, checkpoint } = worker;
  if (workspace?.git === undefined) return null;
  const diff = await workspaces.diff(workspace, checkpoint, workspace.git.start).catch(() => undefined);
  return diff === undefined ? null : { digest: hasher.digest(diff.patch), files: diff.files.length };
}
