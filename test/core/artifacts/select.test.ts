import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ArtifactDraft,
  type ArtifactRecord,
  artifactFrom,
  bodyOf,
} from "../../../src/core/artifacts/artifact.ts";
import type { ContextPolicy } from "../../../src/core/artifacts/context-policy.ts";
import { selectArtifacts } from "../../../src/core/artifacts/select.ts";
import { anyArtifacts, anyContextPolicy } from "./arbitrary-artifact.ts";

const make = (id: string, draft: ArtifactDraft = {}): ArtifactRecord =>
  artifactFrom(
    { text: `text of ${id}`, ...draft },
    { id, createdAt: "2026-01-01T00:00:00.000Z", source: "w" },
  );
const keptIds = (artifacts: readonly ArtifactRecord[], policy: ContextPolicy) =>
  selectArtifacts(artifacts, policy).kept.map(({ id }) => id);
const size = (artifacts: readonly ArtifactRecord[]) =>
  artifacts.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0);

describe("artifacts are preferred", () => {
  test("by priority, then freshness and age if asked, relevance, and smallness", () => {
    const artifacts = [
      make("z-small", { kind: "plan", relevance: 1, text: "s" }),
      make("a-low", { kind: "summary" }),
      make("c-relevant", { kind: "plan", relevance: 2 }),
      make("b-test", { kind: "test" }),
      make("y-large", { kind: "plan", relevance: 1 }),
      make("f-unknown", { kind: "plan" }),
    ];
    expect(keptIds(artifacts, {})).toEqual([
      "b-test",
      "c-relevant",
      "z-small",
      "y-large",
      "f-unknown",
      "a-low",
    ]);
  });

  test("by what is pinned and by kinds named before all that, and by freshness and age only if asked", () => {
    const artifacts = [
      make("old", { kind: "plan", freshness: "stale", createdAt: "2026-01-01T00:00:00.000Z" }),
      make("plain", { kind: "plan", createdAt: "2026-03-01T00:00:00.000Z" }),
      make("young", { kind: "plan", createdAt: "2026-02-01T00:00:00.000Z" }),
      make("live", { kind: "plan", freshness: "live", createdAt: "2026-01-01T00:00:00.000Z" }),
      make("odd", { kind: "odd" }),
      make("test", { kind: "test" }),
    ];
    expect(keptIds(artifacts, { prioritizeKinds: ["odd"], preferFresh: true, preferRecent: true })).toEqual([
      "odd",
      "test",
      "live",
      "plain",
      "young",
      "old",
    ]);
    expect(keptIds(artifacts, { pinned: ["old"], preferRecent: true })).toEqual([
      "old",
      "test",
      "plain",
      "young",
      "live",
      "odd",
    ]);
  });
});

describe("a selection says why", () => {
  const artifacts = [
    make("diff", { kind: "diff", text: "d".repeat(400) }),
    make("plan", { kind: "plan", text: "p".repeat(80) }),
    make("note", { kind: "note", text: "p".repeat(80) }),
    make("summary", { kind: "summary" }),
    make("log", { kind: "command_result" }),
  ];

  test("an artifact is left out: its kind, a body that is there already, no room, enough of them", () => {
    const policy = { excludeKinds: ["summary"], maxTokens: 50, reserveTokens: 20, maxArtifacts: 2 };
    const { verdicts, kept, tokens } = selectArtifacts([...artifacts, make("more", { kind: "odd" })], policy);
    expect(verdicts).toEqual([
      { artifact: "diff", kept: false, why: "tokens" },
      { artifact: "plan", kept: true, why: "fits" },
      { artifact: "summary", kept: false, why: "kind" },
      { artifact: "log", kept: true, why: "fits" },
      { artifact: "more", kept: false, why: "count" },
      { artifact: "note", kept: false, why: "duplicate", of: "plan" },
    ]);
    expect([kept.length, tokens]).toEqual([2, size(kept)]);
  });

  test("pinned ones stay whatever the filter and the limits say, use up room first, and are missed when absent", () => {
    const policy = {
      pinned: ["diff", "note", "gone"],
      includeKinds: ["plan", "summary"],
      maxTokens: 10,
      maxArtifacts: 0,
    };
    const { verdicts, missing, tokens } = selectArtifacts(artifacts, policy);
    expect(verdicts).toEqual([
      { artifact: "diff", kept: true, why: "pinned" },
      { artifact: "note", kept: true, why: "pinned" },
      { artifact: "plan", kept: false, why: "duplicate", of: "note" },
      { artifact: "summary", kept: false, why: "count" },
      { artifact: "log", kept: false, why: "kind" },
    ]);
    expect([missing, tokens]).toEqual([["gone"], 120]);
  });

  test("of equal bodies the one of the highest priority is kept, not the first in the list", () => {
    const same = { text: "the same" };
    const list = [
      make("a", { ...same, priority: 1 }),
      make("b", { ...same, priority: 9 }),
      make("c", { text: "" }),
      make("d", { text: "" }),
    ];
    expect(keptIds(list, {})).toEqual(["c", "d", "b"]);
  });

  test("two of one id that say different things have an order of their own, whichever was listed first", () => {
    const two = [make("a", { title: "one", text: "1" }), make("a", { title: "two", text: "2" })];
    const { kept } = selectArtifacts(two, {});
    expect(kept).toHaveLength(2);
    expect(selectArtifacts(two.toReversed(), {}).kept).toEqual(kept);
  });

  test("none of the kinds is wanted where the list of kinds is empty", () => {
    expect(keptIds(artifacts, { includeKinds: [] })).toEqual([]);
    expect(keptIds(artifacts, {})).toHaveLength(4);
  });
});

describe("for any artifacts and any policy", () => {
  test("the order in which they are listed changes nothing", () => {
    const shuffled = anyArtifacts.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, anyContextPolicy, ([list, other], policy) => {
        expect(selectArtifacts(other, policy)).toEqual(selectArtifacts(list, policy));
      }),
      { numRuns: 500 },
    );
  });

  test("the room is never exceeded, but by pinned ones alone, and none of those is missing", () => {
    fc.assert(
      fc.property(anyArtifacts, anyContextPolicy, (list, policy) => {
        const { kept, tokens } = selectArtifacts(list, policy);
        const isPinned = ({ id }: ArtifactRecord) => policy.pinned?.includes(id) === true;
        const pinned = kept.filter(isPinned);
        expect(pinned).toHaveLength(list.filter(isPinned).length);
        expect(tokens).toBe(size(kept));
        if (policy.maxTokens !== undefined) {
          const room = Math.max(0, policy.maxTokens - (policy.reserveTokens ?? 0));
          expect(tokens).toBeLessThanOrEqual(Math.max(room, size(pinned)));
        }
        if (policy.maxArtifacts !== undefined)
          expect(kept.length).toBeLessThanOrEqual(Math.max(policy.maxArtifacts, pinned.length));
      }),
      { numRuns: 500 },
    );
  });

  test("one that is left out for want of room would not have fitted behind those preferred to it", () => {
    fc.assert(
      fc.property(anyArtifacts, anyContextPolicy, (list, policy) => {
        const unique = [...new Map(list.map((artifact) => [artifact.id, artifact])).values()];
        const room = Math.max(0, (policy.maxTokens ?? 0) - (policy.reserveTokens ?? 0));
        let taken = 0;
        for (const { artifact, kept, why } of selectArtifacts(unique, policy).verdicts) {
          const tokens = unique.find(({ id }) => id === artifact)?.estimatedTokens ?? 0;
          if (kept) taken += tokens;
          if (why === "tokens") expect(taken + tokens).toBeGreaterThan(room);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("each has one verdict, and no two that are kept say the same unless they are pinned", () => {
    fc.assert(
      fc.property(anyArtifacts, anyContextPolicy, (list, policy) => {
        const { kept, verdicts } = selectArtifacts(list, policy);
        expect(verdicts.map(({ artifact }) => artifact).toSorted()).toEqual(
          list.map(({ id }) => id).toSorted(),
        );
        expect(verdicts.filter((verdict) => verdict.kept).map(({ artifact }) => artifact)).toEqual(
          kept.map(({ id }) => id),
        );
        const rest = kept.filter(({ id }) => policy.pinned?.includes(id) !== true);
        expect(new Set(rest.map(bodyOf).filter((body) => body !== "")).size).toBe(
          rest.filter((artifact) => bodyOf(artifact) !== "").length,
        );
      }),
      { numRuns: 500 },
    );
  });
});
