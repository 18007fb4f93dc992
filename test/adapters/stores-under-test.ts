import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyContents } from "../../src/adapters/memory/contents.ts";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import type { Store } from "../../src/ports/store.ts";
import type { StoreUnderTest } from "../../src/testing/store-checks/subject.ts";

const parts = { clock: systemClock, hasher: sha256Hasher };

export async function memoryUnderTest(): Promise<StoreUnderTest> {
  const contents = emptyContents();
  const open = () => createMemoryStore({ ...parts, contents });
  return {
    ...parts,
    store: open(),
    another: async () => open(),
    afterCrash: async () =>
      createMemoryStore({ ...parts, contents: structuredClone({ ...contents, listeners: new Set() }) }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export async function sqliteUnderTest(): Promise<StoreUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), "legate-store-"));
  const opened: Store[] = [];
  const open = async (file: string) => {
    const store = await createSqliteStore({ ...parts, file });
    opened.push(store);
    return store;
  };
  const file = join(directory, "store.db");
  return {
    ...parts,
    store: await open(file),
    another: () => open(file),
    afterCrash: () => open(copyOf(file, join(directory, `crash-${opened.length}`))),
    [Symbol.asyncDispose]: async () => {
      for (const store of opened) await store[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true });
    },
  };
}

/** What a kill leaves: the database and its log as they are now; the shared memory is gone. */
function copyOf(file: string, directory: string): string {
  const copy = join(directory, "store.db");
  for (const suffix of ["", "-wal"]) {
    if (existsSync(file + suffix)) cpSync(file + suffix, copy + suffix);
  }
  return copy;
}
