import { expect, test } from "vitest";
import type { AuditEntry } from "../../../src/core/audit/chain.ts";
import { cutShort, reportedPlaces } from "../../../src/core/audit/cut-short.ts";

const entry = (seq: number, type: string, data: AuditEntry["data"] = {}): AuditEntry => {
  return { seq, at: "2026-01-01T00:00:00.000Z", type, v: 1, data };
};
const settled = (seq: number, child: string, place: number) =>
  entry(seq, "child.settled", { report: { child, seq: place } });

test("a child's journal that ends before the record its parent was told of was cut short", () => {
  const reported = reportedPlaces([
    settled(4, "a", 9),
    settled(8, "a", 20),
    settled(9, "b", 7),
    entry(10, "other"),
  ]);
  expect([...reported]).toEqual([
    ["a", 20],
    ["b", 7],
  ]);
  const journal = [entry(1, "worker.spawned"), entry(19, "audit.sealed")];
  expect(cutShort(journal, reported.get("a"))).toMatchObject({ kind: "cut-short", seq: 19 });
  expect(cutShort(journal, 19), "control").toBeUndefined();
  expect(cutShort(journal, undefined), "nobody was told of it").toBeUndefined();
});
