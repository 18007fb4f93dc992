import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flagPaths } from "../../../src/core/landing/land-rules.ts";
import { type ApprovalPolicy, NOTHING_FURTHER } from "../../../src/core/policy/approval-policy.ts";
import { parseRule } from "../../../src/core/policy/rule-syntax.ts";

type Lists = {
  readonly deny?: readonly string[];
  readonly ask?: readonly string[];
  readonly allow?: readonly string[];
};

function policy({ deny = [], ask = [], allow = [] }: Lists): ApprovalPolicy {
  const rules = (texts: readonly string[]) =>
    texts.map((text) => {
      const parsed = parseRule(text);
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.rule;
    });
  return { ...NOTHING_FURTHER, deny: rules(deny), ask: rules(ask), allow: rules(allow) };
}

const decide = (path: string, chain: readonly Lists[], accepted: readonly string[] = []) =>
  flagPaths([path], chain.map(policy), accepted)[0]?.decision ?? "lands";

describe("a path of a landing", () => {
  test("lands when nothing runs it and no rule names it; else it needs a yes by its name", () => {
    expect(decide("src/a.ts", [])).toBe("lands");
    expect(decide(".github/workflows/ci.yml", [])).toBe("ask");
    expect(decide(".github/workflows/ci.yml", [], [".github/workflows/ci.yml"])).toBe("accepted");
    expect(decide(".github/workflows/ci.yml", [], [".github/**"])).toBe("accepted");
    expect(decide(".github/workflows/ci.yml", [], [".github/workflows/other.yml", ".github"])).toBe("ask");
  });

  test("is judged by the rules that name Land: deny before ask before allow", () => {
    const all = { deny: ["Land(ci/**)"], ask: ["Land(ci/**)"], allow: ["Land(ci/**)"] };
    expect(decide("ci/x", [all], ["ci/x"])).toBe("deny");
    expect(decide("ci/x", [{ ask: all.ask, allow: all.allow }])).toBe("ask");
    expect(decide("package.json", [{ allow: ["Land(package.json)"] }])).toBe("allow");
    expect(decide("PACKAGE.JSON", [{ deny: ["Land(package.json)"] }])).toBe("deny");
    expect(decide("deep/package.json", [{ deny: ["Land(package.json)"] }])).toBe("deny");
    expect(decide("src/a.ts", [{ deny: ["Land"] }])).toBe("deny");
  });

  test("is not let through by rules about tools, by what happens otherwise, or by anybody but the operator", () => {
    for (const rule of ["Edit(**)", "Write", "*", "Bash(*)"])
      expect(decide("package.json", [{ allow: [rule] }])).toBe("ask");
    expect(decide("package.json", [{}, { allow: ["Land(**)"] }])).toBe("ask");
    expect(decide("package.json", [{ allow: ["Land(**)"] }, { deny: ["Land(package.json)"] }])).toBe("deny");
    expect(decide("src/a.ts", [{ deny: ["Edit(**)", "*"] }])).toBe("lands");
  });

  test("is never judged more freely because another policy was added below", () => {
    const lists = fc.record({
      deny: fc.subarray(["Land(a/**)", "Land"]),
      ask: fc.subarray(["Land(b/**)", "Land(package.json)"]),
      allow: fc.subarray(["Land(**)", "Land(a/**)", "Land"]),
    });
    const strictness = ["lands", "allow", "accepted", "ask", "deny"];
    const path = fc.constantFrom("a/x", "b/x", "package.json", "c");
    fc.assert(
      fc.property(fc.array(lists, { minLength: 1, maxLength: 3 }), lists, path, (chain, further, at) => {
        const [before, after] = [decide(at, chain), decide(at, [...chain, further])];
        expect(strictness.indexOf(after)).toBeGreaterThanOrEqual(strictness.indexOf(before));
      }),
    );
  });
});
