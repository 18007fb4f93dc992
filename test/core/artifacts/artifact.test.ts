import fc from "fast-check";
import { expect, test } from "vitest";
import { artifactFrom, bodyOf } from "../../../src/core/artifacts/artifact.ts";
import { artifactKind } from "../../../src/core/artifacts/artifact-kind.ts";
import { estimatedTokens, utf8Bytes } from "../../../src/core/estimated-tokens.ts";
import { anyArtifact } from "./arbitrary-artifact.ts";

const birth = { id: "artifact_1", createdAt: "2026-01-01T00:00:00.000Z", source: "worker_1" };

test("what a draft leaves out is filled in from its kind and its birth", () => {
  expect(artifactFrom({ kind: "test", text: "3 passed" }, birth)).toEqual({
    ...birth,
    kind: "test_result",
    title: "test_result artifact_1",
    text: "3 passed",
    priority: 100,
    lineage: [],
    estimatedTokens: 2,
    metadata: {},
  });
});

test("short names of kinds are spelled out, and unknown kinds are kept", () => {
  expect(["file", "transcript", "verification", "test", " ", "poem", "toString"].map(artifactKind)).toEqual([
    "workspace_file",
    "transcript_summary",
    "verification_result",
    "test_result",
    "artifact",
    "poem",
    "toString",
  ]);
  expect(artifactFrom({ kind: "toString" }, birth).priority).toBe(40);
});

test("data without text counts, and an estimate below the body's length does not", () => {
  const data = { rows: Array.from({ length: 100 }, (_, n) => n) };
  const size = Math.ceil(JSON.stringify(data).length / 4);
  expect(artifactFrom({ data }, birth).estimatedTokens).toBe(size);
  expect(artifactFrom({ data, estimatedTokens: 1 }, birth).estimatedTokens).toBe(size);
  expect(artifactFrom({ data, estimatedTokens: 9000 }, birth).estimatedTokens).toBe(9000);
  expect(bodyOf({ text: "", data })).toBe(JSON.stringify(data));
});

test("an artifact that is filled in stays as it is", () => {
  fc.assert(
    fc.property(anyArtifact, (artifact) => {
      expect(artifactFrom(artifact, { ...birth, id: "other" })).toEqual(artifact);
    }),
  );
});

test("bytes are those of UTF-8, also of half a surrogate pair", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\ud83d", "\ude00") }), (text) => {
      expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
    }),
  );
  expect(["", "a", "abcd", "abcde"].map(estimatedTokens)).toEqual([0, 1, 1, 2]);
});
