import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import type { Json } from "../../src/core/json.ts";
import { LARGE_VALUE_BYTES, restored, slimmed } from "../../src/wire/large-values.ts";
import { decodeRecord, encodeRecord } from "../../src/wire/records.ts";
import { currentVersion, upcast } from "../../src/wire/upcast.ts";
import { RECORD_EXAMPLES } from "./record-examples.ts";

const digest = (bytes: Uint8Array) => sha256Hasher.digest(bytes);
const nothing = () => undefined;

function roundTrip(record: WorkerRecord): WorkerRecord {
  const { outside, ...kept } = encodeRecord(record, digest);
  const decoded = decodeRecord(kept, (wanted) => outside.find((one) => one.digest === wanted)?.bytes);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.record;
}

function slimRoundTrip(value: Json): Json {
  const { text, outside } = slimmed(value, digest);
  const contents = new Map(
    outside.map((kept) => [kept.digest, new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept.bytes)]),
  );
  return restored(text, (wanted) => contents.get(wanted) ?? "missing");
}

const large = fc
  .tuple(fc.constantFrom("a", "é", "\u{1f600}", "\ufeff", "\ud800"), fc.integer({ min: 10_000, max: 34_000 }))
  .map(([unit, length]) => unit.repeat(length).slice(0, length));
const key = fc.oneof(fc.constantFrom("$blob", "$escaped", "bytes", "__proto__", "toString"), fc.string());
const anyJson = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, 1.5, "", "sha256:00"),
    fc.string(),
    { arbitrary: large, weight: 1 },
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

describe("large values", () => {
  test("any JSON comes back as it was, whatever its keys and however long its strings", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.stringify(slimRoundTrip(value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  test("without the escape, a caller's own $blob key would be taken for a reference", () => {
    const value = { $blob: "sha256:00", bytes: 3 };
    expect(restored(JSON.stringify(value), () => "somebody else's text")).toBe("somebody else's text");
    expect(slimRoundTrip(value)).toEqual(value);
  });

  test("a string is taken out from one byte over the limit, counted in UTF-8", () => {
    const outsideOf = (text: string) => slimmed({ text }, digest).outside.length;
    expect(outsideOf("a".repeat(LARGE_VALUE_BYTES))).toBe(0);
    expect(outsideOf("a".repeat(LARGE_VALUE_BYTES + 1))).toBe(1);
    expect(outsideOf("é".repeat(LARGE_VALUE_BYTES / 2))).toBe(0);
    expect(outsideOf("é".repeat(LARGE_VALUE_BYTES / 2 + 1))).toBe(1);
  });
});

describe("records", () => {
  test.each(Object.values(RECORD_EXAMPLES))(
    "$type comes back as it was, with every optional field",
    (record) => {
      expect(roundTrip(record)).toEqual(record);
    },
  );

  test("a worker whose workspace derives from another's comes back as it was, with a kept state and without", () => {
    const spawned = RECORD_EXAMPLES["worker.spawned"];
    const from = RECORD_EXAMPLES["workspace.opened"].workspace;
    for (const checkpoint of [RECORD_EXAMPLES["workspace.checkpointed"].checkpoint, null]) {
      const workspace = { kind: "derived", from, checkpoint } as const;
      const record = { ...spawned, request: { ...spawned.request, workspace } };
      expect(roundTrip(record)).toEqual(record);
    }
  });

  test("a ceiling with an unknown dimension is refused, since nobody can say what it allows", () => {
    const { outside: _none, ...kept } = encodeRecord(RECORD_EXAMPLES["worker.spawned"], digest);
    expect(decodeRecord(kept, nothing).ok).toBe(true);
    const widened = kept.data.replace('"grant":{', '"grant":{"everything":true,');
    expect(widened).not.toBe(kept.data);
    expect(decodeRecord({ ...kept, data: widened }, nothing)).toMatchObject({
      ok: false,
      code: "store-corrupt",
    });
  });

  test("a record comes back as it was, with its large texts outside of it", () => {
    const record: WorkerRecord = { type: "worker.completed", result: "x".repeat(40_000) };
    const encoded = encodeRecord(record, digest);
    expect(encoded.data.length).toBeLessThan(200);
    expect(encoded.references).toEqual([digest(new TextEncoder().encode(record.result))]);
    expect(roundTrip(record)).toEqual(record);
  });

  test("the full output of a call is a reference of the record", () => {
    const full = { digest: "sha256:aa", bytes: 9 };
    const { references } = encodeRecord(
      { type: "call.finished", call: "t1.1", status: "ok", text: "", full, outputDigest: "d", durationMs: 1 },
      digest,
    );
    expect(references).toEqual(["sha256:aa"]);
  });

  test("an unknown type and a newer version are refused as too new", () => {
    const strange = decodeRecord({ type: "worker.teleported", v: 1, data: "{}" }, nothing);
    expect(strange).toMatchObject({ ok: false, code: "store-too-new" });
    const newer = decodeRecord({ type: "worker.resumed", v: 2, data: '{"by":"me"}' }, nothing);
    expect(newer).toMatchObject({ ok: false, code: "store-too-new" });
    expect(decodeRecord({ type: "worker.resumed", v: 1, data: '{"by":"me"}' }, nothing).ok).toBe(true);
  });

  test.each([
    ["an unknown field", '{"by":"me","and":"you"}'],
    ["a missing field", "{}"],
    ["a field of another kind", '{"by":7}'],
    ["something that is no object", '"by"'],
    ["something that is no JSON", "{"],
    ["content that is gone", '{"by":{"$blob":"sha256:00","bytes":1}}'],
  ])("%s is refused as corrupt, with the record's type", (_what, data) => {
    const decoded = decodeRecord({ type: "worker.resumed", v: 1, data }, nothing);
    expect(decoded).toMatchObject({ ok: false, code: "store-corrupt" });
    expect(decoded.ok ? "" : decoded.message).toContain("worker.resumed");
  });

  test("a record that could not be read back is never kept", () => {
    const finished = { type: "call.finished", call: "c", status: "ok", text: "", outputDigest: "d" } as const;
    expect(() => encodeRecord({ ...finished, durationMs: Number.NaN }, digest)).toThrow("durationMs");
    expect(() => encodeRecord({ ...finished, durationMs: 1 }, digest)).not.toThrow();
  });

  test("an older version is read in today's shape, step by step", () => {
    const upcasts = {
      "worker.resumed": [
        (data: object) => ({ ...data, by: "somebody" }),
        (data: object) => ({ by: `${Object.values(data).join()}!` }),
      ],
    };
    expect(currentVersion("worker.resumed", upcasts)).toBe(3);
    expect(upcast("worker.resumed", 2, { by: "me" }, upcasts)).toEqual({ by: "me!" });
    const decoded = decodeRecord({ type: "worker.resumed", v: 1, data: "{}" }, nothing, upcasts);
    expect(decoded).toEqual({
      ok: true,
      record: { type: "worker.resumed", by: "somebody!" },
      original: { v: 1, data: {} },
    });
  });
});
