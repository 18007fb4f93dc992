import { expect, test } from "vitest";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { linkText } from "../../src/core/audit/chain.ts";
import type { RecordType } from "../../src/core/journal/record.ts";
import { canonicalJson } from "../../src/core/json.ts";
import { auditEntryOf } from "../../src/wire/audit-entry.ts";
import { decodeRecord, encodeRecord } from "../../src/wire/records.ts";
import { RECORD_EXAMPLES } from "./record-examples.ts";

const digest = (bytes: Uint8Array) => sha256Hasher.digest(bytes);
const at = "2026-01-01T00:00:00.000Z";

test.each(Object.keys(RECORD_EXAMPLES) as RecordType[])(
  "%s has the same link before and after a store has kept it",
  (type) => {
    const record = RECORD_EXAMPLES[type];
    const { outside, ...kept } = encodeRecord(record, digest);
    const read = decodeRecord(kept, (wanted) => outside.find((one) => one.digest === wanted)?.bytes);
    if (!read.ok) throw new Error(read.message);
    const link = linkText(null, auditEntryOf({ seq: 1, at, record }));
    expect(linkText(null, auditEntryOf({ seq: 1, at, ...read }))).toBe(link);
  },
);

test.each(Object.keys(RECORD_EXAMPLES) as RecordType[])("the link of %s is over canonical JSON", (type) => {
  for (const previous of [null, "sha256:0"]) {
    const { seq, data, ...entry } = auditEntryOf({ seq: 7, at, record: RECORD_EXAMPLES[type] });
    expect(linkText(previous, { seq, data, ...entry })).toBe(
      canonicalJson({ previous, seq, data, ...entry }),
    );
  }
});

test("a record of an older version keeps its words and its link, read, kept again and read once more", () => {
  const { v, data } = encodeRecord(RECORD_EXAMPLES["worker.spawned"], digest);
  expect(v).toBe(2);
  const old = JSON.parse(data);
  delete old.request.autoResume;
  const read = decodeRecord({ type: "worker.spawned", v: 1, data: JSON.stringify(old) }, () => undefined);
  if (!read.ok) throw new Error(read.message);
  expect(read.original).toEqual({ v: 1, data: old });
  expect(auditEntryOf({ seq: 1, at, ...read })).toMatchObject({ v: 1, data: old });
  const again = encodeRecord(read.record, digest, read.original);
  expect({ v: again.v, data: JSON.parse(again.data) }).toEqual({ v: 1, data: old });
});
