import { fold } from "../core/worker/evolve.ts";
import { LegateError } from "../ports/failure.ts";
import type { StreamHead } from "../ports/store.ts";
import type { RestoredFiles, RestoreOptions } from "./legate.ts";
import { unknownWorker } from "./load-worker.ts";
import { recordsUpTo } from "./records-up-to.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** The files of a worker as they were kept at a record, or last, written where the caller says. */
export async function restoreFiles(
  ports: RuntimePorts,
  head: StreamHead,
  { to, atSeq, signal }: RestoreOptions,
): Promise<RestoredFiles> {
  const worker = fold(await recordsUpTo(ports, head, atSeq));
  if (worker === undefined) throw unknownWorker(head.worker);
  const { id, seq, workspace, checkpoint } = worker;
  if (workspace === undefined)
    throw new LegateError("not-allowed-now", `${id} had not opened its workspace by record ${seq}.`);
  const asked = { to, checkpoint: atSeq === undefined ? ("newest" as const) : checkpoint };
  const options = signal === undefined ? {} : { signal };
  const { path, commit } = await ports.workspaces.writeOut(workspace, id, asked, options);
  const ignored = checkpoint?.ignored ?? { count: 0, sample: [] };
  return { worker: id, seq, path, commit, ignored };
}
