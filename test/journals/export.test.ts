import { expect, test } from "vitest";
import { openExport } from "../../src/adapters/files/export/open-export.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { summaryOf } from "../../src/core/worker/summary.ts";

const FILE = new URL("./export-version-1.legate", import.meta.url).pathname;

test("an export of version 1 is read for ever, and its worker is what it was", async () => {
  const opened = await openExport(FILE);
  if (opened === undefined) throw new Error("it is none any more");
  const { worker } = opened.about;
  const records: StoredRecord[] = [];
  for await (const part of opened.parts())
    if (part.part === "record") records.push({ position: 0, worker, ...part });
  expect(opened.about).toMatchObject({ name: "fix-shop", seq: records.length, children: [] });
  const folded = fold(records);
  expect(folded && summaryOf(folded)).toMatchObject({
    name: "fix-shop",
    status: "completed",
    turns: 8,
    calls: 12,
  });
});
