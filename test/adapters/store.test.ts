import { expect, test } from "vitest";
import { failedChecks, storeConformance } from "../../src/testing/store-conformance.ts";
import { acknowledgingBeforeCommit, showingUncommitted } from "./planted-stores.ts";
import { memoryUnderTest, sqliteUnderTest } from "./stores-under-test.ts";

storeConformance("memory", memoryUnderTest);
storeConformance("sqlite", sqliteUnderTest);

test("the suite finds a store that acknowledges before it commits", async () => {
  const failed = await failedChecks(acknowledgingBeforeCommit);
  expect(failed).toContain("an acknowledged commit survives a crash right after its acknowledgement");
});

test("the suite finds a store that shows what it has not committed", async () => {
  const failed = await failedChecks(showingUncommitted);
  expect(failed).toContain(
    "a record that a reader can see survives a crash at that moment, acknowledged or not",
  );
});

test("the suite finds nothing wrong with a sound store behind the same wrapper's parts", async () => {
  expect(await failedChecks(memoryUnderTest)).toEqual([]);
});
