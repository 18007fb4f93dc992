import { describe, test } from "vitest";
import { APPENDING } from "./store-checks/appending.ts";
import { DURABILITY } from "./store-checks/durability.ts";
import { INBOX } from "./store-checks/inbox.ts";
import { READING } from "./store-checks/reading.ts";
import { RETENTION } from "./store-checks/retention.ts";
import { SCHEDULING } from "./store-checks/scheduling.ts";
import { STREAMS } from "./store-checks/streams.ts";
import type { StoreCheck, StoreUnderTest } from "./store-checks/subject.ts";

/** The contract of the store port, one check after the other, each for a fresh and empty store. */
export const STORE_CHECKS: readonly StoreCheck[] = [
  ...APPENDING,
  ...INBOX,
  ...STREAMS,
  ...SCHEDULING,
  ...READING,
  ...RETENTION,
  ...DURABILITY,
];

/** Registers a vitest test for each check. `open` makes a fresh, empty store each time. */
export function storeConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    for (const check of STORE_CHECKS) {
      test(check.title, async () => {
        await using subject = await open();
        await check.run(subject);
      });
    }
  });
}

/** The titles of the checks that a store fails. */
export async function failedChecks(open: () => Promise<StoreUnderTest>): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const check of STORE_CHECKS) {
    await using subject = await open();
    try {
      await check.run(subject);
    } catch {
      failed.push(check.title);
    }
  }
  return failed;
}
