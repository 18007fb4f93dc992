import type { Store } from "../ports/store.ts";
import { findWorker } from "./find-worker.ts";
import type { KnownWorker } from "./legate-options.ts";

/** The one that is meant, or all, by what the store says of them: no journal is read for it. */
export async function roster(store: Store, reference: string | undefined): Promise<readonly KnownWorker[]> {
  const heads =
    reference === undefined ? await store.streams({ withView: false }) : [await findWorker(store, reference)];
  return heads.map(({ worker, name, parent = null }) => ({ id: worker, name, parent }));
}
