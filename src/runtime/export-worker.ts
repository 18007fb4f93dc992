import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import { evolve } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import type { PackedFiles } from "../ports/packed-files.ts";
import type { Store, StreamHead } from "../ports/store.ts";
import { type ExportPart, MOST_JOURNAL_BYTES, type WorkerExport } from "../ports/worker-export.ts";
import { whatStaysBehind } from "./left-behind.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export interface PreparedExport extends WorkerExport, AsyncDisposable {
  /** What a person should know: what is not in it, one line each. */
  readonly notes: readonly string[];
}

/**
 * A worker as it is at its last record now, for a file. It goes on undisturbed; what it does meanwhile
 * is not in it. Rejects with `not-allowed-now` when its journal is too long to move. Dispose it.
 */
export async function exportWorker(
  { store, clock, workspaces }: RuntimePorts,
  head: StreamHead,
  signal: AbortSignal | undefined,
): Promise<PreparedExport> {
  const { worker: id, name, seq } = head;
  const worker = await foldedTo(store, id, seq);
  const packed =
    worker.workspace?.kind === "worktree"
      ? await workspaces.pack(worker.workspace, id, worker.checkpoint, signal === undefined ? {} : { signal })
      : undefined;
  const children = (await store.streams({ parent: id })).map((child) => child.worker);
  return {
    about: { worker: id, name, seq, exportedAt: clock.now(), children },
    notes: whatStaysBehind(worker, children, packed?.about.remainder !== undefined),
    parts: () => partsOf(store, id, seq, packed),
    [Symbol.asyncDispose]: async () => packed?.[Symbol.asyncDispose](),
  };
}

/** Page by page, so that only the fold is in memory. */
async function foldedTo(store: Store, id: WorkerId, seq: number): Promise<Worker> {
  let worker: Worker | undefined;
  let bytes = 0;
  for await (const stored of journalOf(store, id, seq)) {
    worker = evolve(worker, stored);
    bytes += JSON.stringify(stored.record).length;
    if (bytes > MOST_JOURNAL_BYTES) throw tooLong(id);
  }
  if (worker === undefined) throw new Error(`the store has a stream ${id} without records`);
  return worker;
}

async function* journalOf(store: Store, id: WorkerId, seq: number): AsyncGenerator<StoredRecord> {
  for (let after = 0; after < seq; ) {
    const page = await store.readWorker(id, { afterSeq: after, limit: Math.min(PAGE, seq - after) });
    if (page.length === 0) throw new Error(`the store has less than ${seq} records of ${id}`);
    yield* page;
    after += page.length;
  }
}

const PAGE = 200;

async function* partsOf(
  store: Store,
  id: WorkerId,
  seq: number,
  packed: PackedFiles | undefined,
): AsyncGenerator<ExportPart> {
  if (packed !== undefined) {
    yield { part: "files", about: packed.about };
    for await (const chunk of packed.chunks()) yield { part: "pack", ...chunk };
  }
  const written = new Set<string>();
  for await (const { seq: place, at, record, original } of journalOf(store, id, seq)) {
    const full = record.type === "call.finished" ? record.full : undefined;
    if (full !== undefined && !written.has(full.digest)) {
      written.add(full.digest);
      yield { part: "blob", digest: full.digest, bytes: await contentOf(store, full.digest) };
    }
    yield { part: "record", seq: place, at, record, ...(original === undefined ? {} : { original }) };
  }
}

async function contentOf(store: Store, digest: string): Promise<Uint8Array> {
  const bytes = await store.blob(digest);
  if (bytes !== undefined) return bytes;
  throw new LegateError(
    "store-corrupt",
    `The content ${digest} is missing; restore the store from a backup.`,
  );
}

function tooLong(id: WorkerId): LegateError {
  const most = `${MOST_JOURNAL_BYTES / 1024 / 1024} MiB`;
  return new LegateError(
    "not-allowed-now",
    `The journal of ${id} is longer than ${most}, the most that can be moved; spawn another worker there, and hand it what matters.`,
  );
}
