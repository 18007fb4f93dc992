import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { canonical } from "../../../src/core/policy/narrow.ts";
import { parseRule, shortForm } from "../../../src/core/policy/rule-syntax.ts";
import { parseAnnotations, printAnnotations } from "../../../src/wire/policy/annotations.ts";
import { parseApprovalPolicy, printApprovalPolicy } from "../../../src/wire/policy/approval-policy.ts";
import { parsePolicy, parsePolicyRequest, printPolicy } from "../../../src/wire/policy/capability-policy.ts";
import { parseCeiling, printCeiling } from "../../../src/wire/policy/ceiling.ts";
import { anyApproval, anyPolicy } from "../../core/policy/arbitrary-policy.ts";
import { EDIT } from "../../core/policy/call-facts.ts";

function throughText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Without the malformed pattern, which exists to show what core does with one. */
const soundPolicy = anyPolicy.filter((policy) => !JSON.stringify(policy).includes("[bad"));

describe("parse of print is the same", () => {
  test("for capability policies", () => {
    fc.assert(
      fc.property(soundPolicy, (policy) => {
        const printed = throughText(printPolicy(policy));
        expect(parsePolicy(printed)).toEqual({ ok: true, value: canonical(policy) });
        expect(parsePolicyRequest(printed)).toEqual({ ok: true, value: canonical(policy) });
      }),
      { numRuns: 500 },
    );
  });

  test("for approval policies", () => {
    fc.assert(
      fc.property(anyApproval, (policy) => {
        expect(parseApprovalPolicy(throughText(printApprovalPolicy(policy)))).toEqual({
          ok: true,
          value: policy,
        });
      }),
      { numRuns: 500 },
    );
  });

  test("for an operator's registry", () => {
    const registry = { edit_file: EDIT };
    expect(parseAnnotations(throughText(printAnnotations(registry)))).toEqual({ ok: true, value: registry });
  });

  test("for ceilings, printed or kept as they are", () => {
    fc.assert(
      fc.property(soundPolicy, soundPolicy, anyApproval, (use, grant, approval) => {
        const ceiling = rootCeiling(use, approval, grant);
        expect(parseCeiling(throughText(printCeiling(ceiling)))).toEqual({ ok: true, value: ceiling });
        expect(parseCeiling(throughText(ceiling))).toEqual({ ok: true, value: ceiling });
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    "Bash",
    "Bash(git *)",
    "Edit(src/**)",
    "Read(./.env)",
    "mcp__git__*",
    "mcp__git",
    "Agent(reviewer)",
    "WebFetch(domain:a.b)",
    "edit_file(x)",
    "git_status",
  ])("for the rule %s", (text) => {
    const parsed = parseRule(text);
    expect(parsed.ok && shortForm(parsed.rule)).toBe(text);
  });
});

describe("a policy of ours", () => {
  test("must be whole where it stands for a kept one", () => {
    expect(parsePolicy({ tools: "any" }).ok).toBe(false);
  });

  test("names every problem with its place and the nearest known name", () => {
    expect(
      parsePolicyRequest({ tols: [], tools: ["ok", "[bad"], budgets: { turn: 1 }, sandbox: "ful" }),
    ).toEqual({
      ok: false,
      problems: [
        { path: ["tools", 1], message: expect.stringContaining("never closed") },
        { path: ["budgets", "turn"], message: expect.stringContaining('"turns"') },
        { path: ["sandbox"], message: expect.stringContaining('"full"') },
        { path: ["tols"], message: expect.stringContaining('"tools"') },
      ],
    });
  });

  test("takes relative roots from the folder of its file", () => {
    const parsed = parsePolicyRequest({ workspaceRoots: [".", "src/", "/abs"] }, { directory: "/home/me" });
    expect(parsed).toEqual({ ok: true, value: { workspaceRoots: ["/home/me", "/home/me/src", "/abs"] } });
  });

  test("names the place of a rule that cannot be read", () => {
    expect(parseApprovalPolicy({ deny: ["Bash", { tools: ["x"], command: "a; b" }] })).toMatchObject({
      ok: false,
      problems: [{ path: ["deny", 1, "command"] }],
    });
    expect(parseApprovalPolicy({ allow: [{ tools: ["x"], command: "a", path: "b" }] }).ok).toBe(false);
  });
});
