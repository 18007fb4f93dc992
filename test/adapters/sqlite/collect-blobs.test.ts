import { expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { collectBlobs } from "../../../src/adapters/sqlite/collect-blobs.ts";
import { inodeOf } from "../../../src/adapters/sqlite/open-database.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { Writer } from "../../../src/adapters/sqlite/writer.ts";
import { workerId } from "../../../src/core/ids.ts";
import { ScratchDirectory } from "./children.ts";

const LONG_AFTER = "9999-12-31T23:59:59.999Z";

test("what was needed or put anew since a collector looked stays where it is", async () => {
  using scratch = new ScratchDirectory();
  await using store = await createSqliteStore({
    file: scratch.file,
    clock: systemClock,
    hasher: sha256Hasher,
  });
  const text = "needed again ".repeat(3000);
  const bytes = new TextEncoder().encode("put again");
  const digests = [sha256Hasher.digest(text), sha256Hasher.digest(bytes)];
  const records = [{ type: "sandbox.reported", report: { text } }] as const;
  await store.commit({
    appends: [{ worker: workerId(systemClock.uuid()), expectedSeq: 0, expectedEpoch: 0, records }],
    blobs: [{ digest: sha256Hasher.digest(bytes), bytes }],
  });
  const writer = new Writer(scratch.file, inodeOf(scratch.file));
  const collect = (olderThan: string) => writer.write([{ id: 1, at: "", collect: { digests, olderThan } }]);
  expect(collect("2026-01-01T00:00:00.000Z").done).toEqual([1, 0]);
  expect(collect(LONG_AFTER).done).toEqual([1, 1]);
  expect(await Promise.all(digests.map((digest) => store.blob(digest)))).toEqual([
    new TextEncoder().encode(text),
    undefined,
  ]);
  writer.close();
});

test("all content is looked at, in steps, and removed in small batches", async () => {
  const all = Array.from({ length: 2500 }, (_, i) => ({
    digest: String(i).padStart(4, "0"),
    spared: i % 3 > 0,
  }));
  const batches: number[] = [];
  const removed = await collectBlobs({
    known: (after, limit) => all.filter(({ digest }) => digest > after).slice(0, limit),
    remove: async (digests) => {
      batches.push(digests.length);
      return digests.length;
    },
  });
  expect(removed).toBe(all.filter(({ spared }) => !spared).length);
  expect(Math.max(...batches)).toBe(64);
});
