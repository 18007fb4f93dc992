import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { readStatements } from "../../../src/adapters/sqlite/read-statements.ts";
import { MIGRATIONS } from "../../../src/adapters/sqlite/schema.ts";
import { streamsQuery } from "../../../src/adapters/sqlite/streams-query.ts";
import { workerId } from "../../../src/core/ids.ts";
import type { StreamFilter } from "../../../src/ports/store.ts";

const database = new DatabaseSync(":memory:");
database.exec(MIGRATIONS.join(";"));
const worker = workerId("01900000-0000-7000-8000-000000000001");
const page = { limit: 50, after: worker } as const;

const LOOKUPS: readonly (readonly [StreamFilter, string])[] = [
  [{ statuses: ["queued", "running"], free: true, withView: false }, "streams_free (status=?)"],
  [{ statuses: ["waiting"], ...page }, "streams_by_status (status=? AND rowid>?)"],
  [{ statuses: ["queued", "failed"], ...page, order: "newest" }, "streams_by_status (status=? AND rowid<?)"],
  [{ parent: worker, statuses: ["waiting"], ...page }, "streams_by_parent (parent=? AND rowid>?)"],
  [{ root: worker, statuses: ["waiting"], ...page }, "streams_by_root (root=?)"],
  [{ name: "fix it", statuses: ["waiting"] }, "streams_by_name (name=?)"],
  [{ dueBefore: "2026", statuses: ["waiting"], free: true }, "streams_by_wake (wake_at<?)"],
  [{ pendingInbox: true, statuses: ["waiting"], free: true }, "SCAN inbox USING INDEX inbox_pending"],
  [{ workers: [worker], statuses: ["completed", "failed"] }, "sqlite_autoindex_streams_1 (worker=?)"],
  [{ idPrefix: "worker_", statuses: ["waiting"] }, "sqlite_autoindex_streams_1 (worker>? AND worker<?)"],
  [{ idempotencyKey: "key" }, "sqlite_autoindex_streams_2 (idempotency_key=?)"],
];

describe("a list of streams", () => {
  test.each(LOOKUPS)(
    "for %j is looked up in an index, and no other stream is looked at",
    (filter, lookup) => {
      const plan = planOf(streamsQuery(filter, birthOf(filter)).sql);
      expect(plan.join("\n")).toContain(lookup);
      expect(plan.filter(walksAllStreams)).toEqual([]);
    },
  );

  test.each([
    { limit: 50 },
    page,
    { ...page, order: "newest" },
    { ...page, statuses: ["queued", "running"] },
  ] satisfies StreamFilter[])("for the page %j comes in its order, without sorting", (filter) => {
    const plan = planOf(streamsQuery(filter, birthOf(filter)).sql);
    expect(plan.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
  });

  test("is seen to be walked through and sorted where there is no index for it", () => {
    expect(planOf("SELECT * FROM streams AS s ORDER BY s.updated_at")).toEqual([
      expect.toSatisfy(walksAllStreams),
      "USE TEMP B-TREE FOR ORDER BY",
    ]);
  });
});

test("the next wake is looked up in an index", () => {
  expect(planOf(readStatements(database).nextWake.sourceSQL)).toEqual([
    "SEARCH streams USING COVERING INDEX streams_by_wake (wake_at>?)",
  ]);
});

/** How SQLite means to find what a statement asks for, step by step. */
function planOf(sql: string): string[] {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return steps.map((step) => String(step["detail"]));
}

function birthOf({ after }: StreamFilter): number | undefined {
  return after === undefined ? undefined : 1;
}

function walksAllStreams(step: string): boolean {
  return /^SCAN (s|streams)\b/.test(step);
}
