import { fold } from "../core/worker/evolve.ts";
import { LegateError } from "../ports/failure.ts";
import type { StreamHead } from "../ports/store.ts";
import type { RestoredFiles, RestoreOptions } from "./legate-options.ts";
import { loadWorker, unknownWorker } from "./load-worker.ts";
import { recordsUpTo } from "./records-up-to.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { workspaceHere } from "./workspace-here.ts";

/** The files of a worker as they were kept at a record, or last, written where the caller says. */
export async function restoreFiles(
  ports: RuntimePorts,
  head: StreamHead,
  { to, atSeq, remainderTo, signal }: RestoreOptions,
): Promise<RestoredFiles> {
  if (atSeq !== undefined && remainderTo !== undefined)
    throw new LegateError(
      "bad-input",
      "What no commit holds is kept with the newest files; leave the record out.",
    );
  const worker = fold(await recordsUpTo(ports, head, atSeq));
  if (worker === undefined) throw unknownWorker(head.worker);
  const { id, seq, checkpoint } = worker;
  const today = atSeq === undefined ? worker : await loadWorker(ports.store, head.worker);
  const workspace = workspaceHere(worker, today);
  if (workspace === undefined)
    throw new LegateError("not-allowed-now", `${id} had not opened its workspace by record ${seq}.`);
  const asked = {
    to,
    checkpoint: atSeq === undefined ? ("newest" as const) : checkpoint,
    ...(remainderTo === undefined ? {} : { remainderTo }),
  };
  const options = signal === undefined ? {} : { signal };
  const written = await ports.workspaces.writeOut(workspace, id, asked, options);
  const ignored = checkpoint?.ignored ?? { count: 0, sample: [] };
  return { worker: id, seq, ...written, ignored };
}
