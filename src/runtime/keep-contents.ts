import type { NewBlob, Store } from "../ports/store.ts";
import type { WorkerExport } from "../ports/worker-export.ts";

/**
 * Keeps the content that records of an export refer to, a few at a time. Until the records are there
 * nothing shows it, and the store's own collection may take it away again.
 */
export async function keepContents(store: Store, source: WorkerExport): Promise<void> {
  let batch: NewBlob[] = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length > 0) await store.commit({ blobs: batch });
    batch = [];
    bytes = 0;
  };
  for await (const part of source.parts()) {
    if (part.part !== "blob") continue;
    batch.push({ digest: part.digest, bytes: part.bytes });
    bytes += part.bytes.length;
    if (bytes > BATCH_BYTES) await flush();
  }
  await flush();
}

const BATCH_BYTES = 8 * 1024 * 1024;
