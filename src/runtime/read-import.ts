import type { StoredRecord } from "../core/journal/record.ts";
import { evolve } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Checkpoint } from "../core/workspace/workspace.ts";
import { LegateError } from "../ports/failure.ts";
import type { PackChunk, PackedAbout, PackedFiles } from "../ports/packed-files.ts";
import type { ExportPart, WorkerExport } from "../ports/worker-export.ts";

/** What an export holds, understood as far as it can be without touching anything. */
export interface ReadImport {
  readonly records: readonly StoredRecord[];
  /** The worker as it was there. */
  readonly worker: Worker;
  /** Absent for a worker without files of its own. */
  readonly files?: PackedFiles;
}

/**
 * Reads an export to its end. Rejects with `bad-input` for a journal that is no life of a worker, lacks
 * content that it refers to, or has other files than it says.
 */
export async function readImport(source: WorkerExport): Promise<ReadImport> {
  const records: StoredRecord[] = [];
  const contents = new Set<string>();
  let about: PackedAbout | undefined;
  for await (const part of source.parts()) {
    if (part.part === "files") about = part.about;
    if (part.part === "blob") contents.add(part.digest);
    if (part.part === "record") records.push(placed(source, part, contents));
  }
  const worker = lifeOf(source, records);
  checkFiles(worker, about);
  return { records, worker, ...(about === undefined ? {} : { files: filesOf(source, about) }) };
}

type RecordPart = Extract<ExportPart, { readonly part: "record" }>;

function placed({ about }: WorkerExport, part: RecordPart, contents: ReadonlySet<string>): StoredRecord {
  const { seq, at, record, original } = part;
  const full = record.type === "call.finished" ? record.full?.digest : undefined;
  if (full !== undefined && !contents.has(full))
    throw refused(`record ${seq} refers to ${full}, which it lacks`);
  if (record.type === "workspace.checkpointed") checkCheckpoint(seq, record.checkpoint);
  const place = { position: 0, worker: about.worker, seq, at };
  return { ...place, record, ...(original === undefined ? {} : { original }) };
}

/** These reach git and paths of refs later on. */
function checkCheckpoint(seq: number, checkpoint: Checkpoint | undefined): void {
  if (checkpoint === undefined) return;
  const { commit, tree, ref } = checkpoint;
  if (OBJECT_ID.test(commit) && OBJECT_ID.test(tree) && SNAPSHOT_REF.test(ref)) return;
  throw refused(`the checkpoint in record ${seq} is none that Legate makes`);
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const SNAPSHOT_REF = /^refs\/legate\/worker_[0-9a-f-]{36}\/snap\/[0-9a-z-]{1,40}$/;

function lifeOf({ about }: WorkerExport, records: readonly StoredRecord[]): Worker {
  if (records.length !== about.seq) throw refused(`it says ${about.seq} records and has ${records.length}`);
  let worker: Worker | undefined;
  try {
    for (const stored of records) worker = evolve(worker, stored);
  } catch (error) {
    throw refused(
      `its journal is no life of a worker: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (worker === undefined) throw refused("it has no records");
  return worker;
}

function checkFiles({ workspace, checkpoint }: Worker, about: PackedAbout | undefined): void {
  if ((workspace?.kind === "worktree") !== (about !== undefined))
    throw refused("its journal and its files do not belong together");
  if (about === undefined) return;
  const sameBase = workspace?.git === undefined || workspace.git.base === about.base;
  const sameHead = about.head?.commit === checkpoint?.commit && about.head?.tree === checkpoint?.tree;
  if (!sameBase || !sameHead) throw refused("its files are not those of its last checkpoint");
}

function filesOf(source: WorkerExport, about: PackedAbout): PackedFiles {
  return {
    about,
    async *chunks(): AsyncGenerator<PackChunk> {
      for await (const part of source.parts()) {
        if (part.part === "pack") yield { pack: part.pack, bytes: part.bytes };
      }
    },
  };
}

function refused(why: string): LegateError {
  return new LegateError("bad-input", `The export cannot be imported: ${why}. Nothing was taken.`);
}
