import { expect, test } from "vitest";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import type { ImportRecord } from "../../src/core/journal/import-record.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../src/core/policy/ceiling.ts";
import { decodeRecord, encodeRecord } from "../../src/wire/records.ts";

const record: ImportRecord = {
  type: "worker.imported",
  digest: "sha256:00",
  by: "ann",
  from: {
    format: "legate",
    exportedAt: "2026-01-01T00:00:00.000Z",
    sealedBy: ["AAAA"],
    now: {
      ceiling: rootCeiling(TOP),
      tools: ["read_file"],
      model: "openai/gpt-5.2",
      workspace: { kind: "directory", path: "/here" },
    },
  },
};

const kept = () => encodeRecord(record, sha256Hasher.digest);
const decoded = (data: string) => decodeRecord({ ...kept(), data }, () => undefined);

test("the record of a move comes back as it was", () => {
  expect(decoded(kept().data)).toEqual({ ok: true, record });
});

test.each([
  ["a ceiling with an unknown dimension", '"grant":{', '"grant":{"everything":true,'],
  ["a file of another format", '"format":"legate"', '"format":"other"'],
])("%s is not read", (_what, before, after) => {
  const changed = kept().data.replace(before, after);
  expect(changed).not.toBe(kept().data);
  expect(decoded(changed)).toMatchObject({ ok: false, code: "store-corrupt" });
});
