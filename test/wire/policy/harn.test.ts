import { describe, expect, test } from "vitest";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { compileGlob } from "../../../src/core/policy/glob.ts";
import { judge } from "../../../src/core/policy/judge.ts";
import { permits } from "../../../src/core/policy/permits.ts";
import { parsePolicyRequest } from "../../../src/wire/policy/capability-policy.ts";
import { parseHarnApproval } from "../../../src/wire/policy/harn-approval.ts";
import { harnPattern } from "../../../src/wire/policy/harn-glob.ts";
import { parseHarnPolicy } from "../../../src/wire/policy/harn-policy.ts";
import { editing, reading } from "../../core/policy/call-facts.ts";

function harn(value: unknown) {
  const parsed = parseHarnPolicy(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe("a policy in Harn's shape", () => {
  test("says what was empty or absent and became any", () => {
    const { policy, notes } = harn({ tools: [], capabilities: { workspace: [], process: ["exec"] } });
    expect(policy).toEqual({
      tools: "any",
      capabilities: { workspace: "any", process: ["exec"] },
      workspaceRoots: "any",
      argumentConstraints: [],
    });
    expect(notes).toEqual([
      "workspace_roots is absent: any",
      "tools is empty: any",
      "side_effect_level is absent: any level",
      "recursion_limit is absent: any depth",
      "capabilities.workspace is empty: any",
    ]);
  });

  test("is translated whole", () => {
    const { policy, annotations } = harn({
      tools: ["read_file", "odd*name"],
      workspace_roots: ["/w"],
      side_effect_level: "read_only",
      recursion_limit: 2,
      tool_arg_constraints: [{ tool: "read*", arg_patterns: ["src/*"], arg_key: "path" }, { tool: "x" }],
      tool_annotations: {
        read_file: { kind: "read", side_effect_level: "network", capabilities: { net: ["get"] } },
      },
    });
    expect(policy).toEqual({
      tools: ["read_file", "odd\\*name"],
      capabilities: "any",
      workspaceRoots: ["/w"],
      sideEffects: "read_only",
      delegation: { maxDepth: 2 },
      argumentConstraints: [{ tool: "read*", argument: "path", patterns: ["src/**"] }],
    });
    expect(annotations).toEqual({ read_file: { sideEffects: "network", capabilities: { net: ["get"] } } });
  });

  test("is not taken for ours, nor ours for it", () => {
    expect(parsePolicyRequest({ side_effect_level: "read_only" }).ok).toBe(false);
    expect(parseHarnPolicy({ sideEffects: "read_only" }).ok).toBe(false);
  });

  test("needs a folder to start from for relative roots", () => {
    expect(parseHarnPolicy({ workspace_roots: ["src"] })).toMatchObject({
      ok: false,
      problems: [{ path: ["workspace_roots", 0] }],
    });
    const parsed = parseHarnPolicy({ workspace_roots: ["src"] }, { directory: "/w" });
    expect(parsed.ok && parsed.value.policy.workspaceRoots).toEqual(["/w/src"]);
  });

  test("holds a path to its patterns, without the way out by dots", () => {
    const { policy } = harn({ tool_arg_constraints: [{ tool: "*", arg_patterns: ["src/*"] }] });
    const bound = { ...TOP, argumentConstraints: policy.argumentConstraints ?? [] };
    expect(permits(bound, reading("/w/src/a/b", { arguments: { path: "src/a/b" } })).allowed).toBe(true);
    expect(permits(bound, reading("/w/x", { arguments: { path: "src/../x" } })).allowed).toBe(false);
  });
});

test.each([
  ["src/*", "src/a/b", true],
  ["src/a*", "src/abc", true],
  ["src/a*", "src/ab/c", true],
  ["src/a*", "src/b", false],
  ["*.ts", "a.ts", true],
  ["*.ts", "x/a.ts", true],
  ["*", "x/y", true],
  ["a,b*", "a,bc", true],
  ["a,b*", "a", false],
  ["*secret*", "my-secret-x", true],
])("Harn's pattern %s on %s: %s", (pattern, text, expected) => {
  const glob = compileGlob(harnPattern(pattern), "paths");
  expect(glob.ok && glob.matches(text)).toBe(expected);
});

describe("an approval policy in Harn's shape", () => {
  const context = { workspaceRoot: "/w" };

  test("denies before it asks and asks before it approves", () => {
    const parsed = parseHarnApproval({
      auto_approve: ["*"],
      require_approval: ["edit*", "write*"],
      auto_deny: ["write*"],
    });
    if (!parsed.ok) throw new Error("the policy is sound");
    const { policy } = parsed.value;
    expect(judge([policy], reading("/w/a"), context).decision).toBe("allow");
    expect(judge([policy], editing("/w/a"), context).decision).toBe("ask");
    expect(judge([policy], editing("/w/a", { tool: "write_file" }), context).decision).toBe("deny");
  });

  test("approves what no list names, and says so", () => {
    const parsed = parseHarnApproval({});
    if (!parsed.ok) throw new Error("the policy is sound");
    expect(judge([parsed.value.policy], editing("/w/a"), context).decision).toBe("allow");
    expect(parsed.value.notes).toHaveLength(2);
  });

  test("holds writes, and only writes, to its allow-list", () => {
    const parsed = parseHarnApproval({ write_path_allowlist: ["src/*"] });
    if (!parsed.ok) throw new Error("the policy is sound");
    expect(judge([parsed.value.policy], editing("/w/src/a/b"), context).decision).toBe("allow");
    expect(judge([parsed.value.policy], editing("/w/b"), context).decision).toBe("deny");
    expect(judge([parsed.value.policy], reading("/w/b"), context).decision).toBe("allow");
  });
});
