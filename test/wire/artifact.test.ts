import fc from "fast-check";
import { expect, test } from "vitest";
import { parseArtifact, parseArtifactDraft } from "../../src/wire/artifact.ts";
import { parseContextPolicy } from "../../src/wire/context-policy.ts";
import { anyArtifact, anyContextPolicy } from "../core/artifacts/arbitrary-artifact.ts";

test("a kept artifact and a policy come back as they were", () => {
  fc.assert(
    fc.property(anyArtifact, anyContextPolicy, (artifact, policy) => {
      // A title of nothing is no title: that one is refused, below.
      const named = { ...artifact, title: `t${artifact.title}` };
      expect(parseArtifact(JSON.parse(JSON.stringify(named)))).toEqual({ ok: true, value: named });
      expect(parseContextPolicy(JSON.parse(JSON.stringify(policy)))).toEqual({ ok: true, value: policy });
    }),
  );
});

test("a draft is read with its kind spelled out and its time in one form", () => {
  expect(parseArtifactDraft({ kind: "test", text: "ok", createdAt: "2026-01-01T00:00:00Z" })).toEqual({
    ok: true,
    value: { kind: "test_result", text: "ok", createdAt: "2026-01-01T00:00:00.000Z" },
  });
  expect(parseContextPolicy({ includeKinds: ["file"] })).toEqual({
    ok: true,
    value: { includeKinds: ["workspace_file"] },
  });
});

test.each([
  [{ text: "a", priorty: 1 }, /unknown field "priorty"; did you mean "priority"/],
  [{ text: "a", freshness: "frsh" }, /did you mean "fresh"/],
  [{ text: "a", priority: 1.5 }, /whole number/],
  [{ text: "a", relevance: "high" }, /must be/],
  [{ text: "a", createdAt: "yesterday" }, /./],
  [{ text: "a", title: " " }, /must not be empty/],
  [{ kind: "plan" }, /says something/],
  ["text", /must be/],
])("a draft that says something else is refused: %j", (value, message) => {
  const parsed = parseArtifactDraft(value);
  expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.message).join()).toMatch(message);
});

test.each([
  [{ maxTokens: -1 }, /at least 0/],
  [{ include_kinds: [] }, /unknown field/],
  [{ prefer_fresh: true }, /unknown field/],
  [{ pinned: "a" }, /must be a list/],
])("a policy that says something else is refused: %j", (value, message) => {
  const parsed = parseContextPolicy(value);
  expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.message).join()).toMatch(message);
});
