import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BOTTOM, type CapabilityPolicy, TOP } from "../../../src/core/policy/capability-policy.ts";
import { canonical, isWithin, narrow } from "../../../src/core/policy/narrow.ts";
import { permits } from "../../../src/core/policy/permits.ts";
import { anyFacts, anyPolicy, generousPolicy } from "./arbitrary-policy.ts";

const context = { workspaceRoot: "/w/a" };
const RUNS = { numRuns: 500 };

function allows(policy: CapabilityPolicy, facts: Parameters<typeof permits>[1]): boolean {
  return permits(policy, facts, context).allowed;
}

describe("narrow", () => {
  test("is commutative, associative and idempotent", () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, anyPolicy, (a, b, c) => {
        expect(narrow(a, b)).toEqual(narrow(b, a));
        expect(narrow(a, narrow(b, c))).toEqual(narrow(narrow(a, b), c));
        expect(narrow(a, a)).toEqual(canonical(a));
      }),
      RUNS,
    );
  });

  test("has a neutral and an absorbing element", () => {
    fc.assert(
      fc.property(anyPolicy, (a) => {
        expect(narrow(a, TOP)).toEqual(canonical(a));
        expect(narrow(a, BOTTOM)).toEqual({
          ...BOTTOM,
          argumentConstraints: canonical(a).argumentConstraints,
        });
      }),
      RUNS,
    );
  });

  test("permits a call exactly when both sides do", () => {
    let permitted = 0;
    fc.assert(
      fc.property(generousPolicy, generousPolicy, anyFacts, (a, b, facts) => {
        const both = allows(a, facts) && allows(b, facts);
        if (both) permitted++;
        expect(allows(narrow(a, b), facts)).toBe(both);
      }),
      { numRuns: 3000 },
    );
    expect(permitted).toBeGreaterThan(100);
  });

  test("changes nothing about what a policy permits when it brings it to its canonical form", () => {
    fc.assert(
      fc.property(generousPolicy, anyFacts, (a, facts) => {
        expect(permits(canonical(a), facts, context).allowed).toBe(allows(a, facts));
      }),
      RUNS,
    );
  });

  test("never lets a chain of generations grow", () => {
    fc.assert(
      fc.property(fc.array(generousPolicy, { minLength: 1, maxLength: 5 }), anyFacts, (chain, facts) => {
        let authority = TOP;
        for (const policy of chain) {
          const next = narrow(authority, policy);
          expect(isWithin(next, authority)).toBe(true);
          if (allows(next, facts)) expect(allows(authority, facts)).toBe(true);
          authority = next;
        }
      }),
      RUNS,
    );
  });

  test("is within both sides, and a wider policy is not within a narrower one", () => {
    const narrower = { ...TOP, tools: ["read_file"] };
    expect(isWithin(narrower, TOP)).toBe(true);
    expect(isWithin(TOP, narrower)).toBe(false);
  });

  test("takes the inner of nested roots and nothing of disjoint ones", () => {
    const rooted = (...workspaceRoots: string[]) => ({ ...TOP, workspaceRoots });
    expect(narrow(rooted("/w"), rooted("/w/a", "/x")).workspaceRoots).toEqual(["/w/a"]);
    expect(narrow(rooted("/w"), rooted("/wide")).workspaceRoots).toEqual([]);
    expect(narrow(rooted("/w/a", "/w/b"), rooted("/")).workspaceRoots).toEqual(["/w/a", "/w/b"]);
  });

  test("keeps two globs side by side and resolves exact names at once", () => {
    const tools = (...names: string[]) => ({ ...TOP, tools: names });
    expect(narrow(tools("mcp__*"), tools("*__log")).tools).toEqual({ allOf: [["*__log"], ["mcp__*"]] });
    expect(narrow(tools("mcp__*"), tools("mcp__git__log", "edit_file")).tools).toEqual(["mcp__git__log"]);
    expect(narrow(tools("a"), tools("b")).tools).toEqual([]);
  });

  test("reads no lists at all as nothing, not as everything", () => {
    const none = { ...TOP, tools: { allOf: [] } };
    expect([narrow(none, TOP).tools, narrow(TOP, none).tools, narrow(none, none).tools]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
