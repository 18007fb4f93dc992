import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ASK_ABOVE_READING, NOTHING_FURTHER } from "../../../src/core/policy/approval-policy.ts";
import { type CapabilityPolicy, TOP } from "../../../src/core/policy/capability-policy.ts";
import { childCeiling, hasRoomForChild, rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { enforce } from "../../../src/core/policy/enforce.ts";
import { judge } from "../../../src/core/policy/judge.ts";
import { meetCeilings } from "../../../src/core/policy/meet-ceilings.ts";
import { narrow } from "../../../src/core/policy/narrow.ts";
import { permits } from "../../../src/core/policy/permits.ts";
import { raiseAnnotations } from "../../../src/core/policy/raise-annotations.ts";
import { type ToolAnnotations, UNANNOTATED } from "../../../src/core/policy/tool-annotations.ts";
import { retaken } from "../../../src/core/worker/decide-authority.ts";
import { parseAnnotations } from "../../../src/wire/policy/annotations.ts";
import { parseApprovalPolicy } from "../../../src/wire/policy/approval-policy.ts";
import { parsePolicyRequest } from "../../../src/wire/policy/capability-policy.ts";
import { parseHarnApproval } from "../../../src/wire/policy/harn-approval.ts";
import { parseHarnPolicy } from "../../../src/wire/policy/harn-policy.ts";
import { parseWorkerFile } from "../../../src/wire/worker-file.ts";
import { aRequest, folded } from "../worker/a-worker.ts";
import { EDIT, editing, reading } from "./call-facts.ts";

const context = { workspaceRoot: "/w" };

function policy(change: Partial<CapabilityPolicy>): CapabilityPolicy {
  return { ...TOP, ...change };
}

function allowed(change: Partial<CapabilityPolicy>, facts: Parameters<typeof permits>[1]): boolean {
  return permits(policy(change), facts, context).allowed;
}

describe("A1: what a worker may do is the fold of all its ancestors, carried by value", () => {
  const descendant = (depth: number) => {
    let ceiling = rootCeiling(policy({ sideEffects: "read_only" }), NOTHING_FURTHER);
    for (let generation = 0; generation < depth; generation++) {
      const answer = childCeiling(ceiling, { use: { tools: "any", workspaceRoots: "any" } });
      if (!answer.ok) throw new Error("it asks for nothing by name");
      ceiling = answer.ceiling;
    }
    return { policy: ceiling.use, approvals: ceiling.approvals };
  };

  test.each([1, 2, 5])("the eldest's limit holds %i generations below", (depth) => {
    expect(enforce(descendant(depth), editing("/w/a"), context).decision).toBe("deny");
    expect(enforce(descendant(depth), reading("/w/a"), context).decision).toBe("allow");
  });

  test("two families do not hear of each other", () => {
    const free = { policy: rootCeiling(TOP).use, approvals: [NOTHING_FURTHER] };
    expect(enforce(descendant(2), editing("/w/a"), context).decision).toBe("deny");
    expect(enforce(free, editing("/w/a"), context).decision).toBe("allow");
  });
});

describe("A3: none, some and all are three different things", () => {
  const workspace = (operations: "any" | readonly string[]) =>
    policy({ capabilities: { workspace: operations } });

  test("a child that lists no operations gets none", () => {
    const met = narrow(workspace(["read_text"]), workspace([]));
    expect(met.capabilities).toEqual({});
    expect(permits(met, reading("/w/a")).allowed).toBe(false);
  });

  test("a parent that has all operations can hand on one", () => {
    const parent = rootCeiling(workspace("any"));
    const answer = childCeiling(parent, { use: { capabilities: { workspace: ["read_text"] } } });
    expect(answer).toMatchObject({
      ok: true,
      ceiling: { use: { capabilities: { workspace: ["read_text"] } } },
    });
  });

  test("an empty list allows nothing in every dimension", () => {
    expect(allowed({ tools: [] }, reading("/w/a"))).toBe(false);
    expect(allowed({ tools: { allOf: [] } }, reading("/w/a"))).toBe(false);
    expect(allowed({ capabilities: {} }, reading("/w/a"))).toBe(false);
    expect(allowed({ workspaceRoots: [] }, reading("/w/a"))).toBe(false);
    expect(allowed({ networkHosts: [] }, reading("/w/a", { hosts: ["example.com:443"] }))).toBe(false);
    expect(allowed({}, reading("/w/a", { hosts: ["example.com:443"] }))).toBe(true);
  });
});

describe("A4: roots meet by containment", () => {
  test("disjoint roots leave nothing, nested ones the inner", () => {
    const disjoint = narrow(policy({ workspaceRoots: ["/w"] }), policy({ workspaceRoots: ["/x"] }));
    expect(disjoint.workspaceRoots).toEqual([]);
    expect(permits(disjoint, reading("/w/a")).allowed).toBe(false);
    const nested = narrow(policy({ workspaceRoots: ["/w"] }), policy({ workspaceRoots: ["/w/a"] }));
    expect(permits(nested, reading("/w/a/f")).allowed).toBe(true);
    expect(permits(nested, reading("/w/b/f")).allowed).toBe(false);
  });

  test("disjoint write allow-lists leave nothing to write", () => {
    const only = (pattern: string) => ({ ...NOTHING_FURTHER, writeAllow: [pattern] });
    expect(judge([only("src/**"), only("test/**")], editing("/w/src/a"), context).decision).toBe("deny");
    expect(judge([only("src/**"), only("src/a")], editing("/w/src/a"), context).decision).toBe("allow");
  });
});

describe("A5: annotations are the operator's", () => {
  const harmless = { sideEffects: "none", effectClass: "read", capabilities: {} } as const;

  test("a child cannot relabel a tool as harmless", () => {
    expect(raiseAnnotations(EDIT, harmless)).toEqual(EDIT);
    expect(raiseAnnotations(undefined, harmless)).toEqual(UNANNOTATED);
    expect(raiseAnnotations(UNANNOTATED, { capabilities: { workspace: ["read_text"] } })).toEqual(
      UNANNOTATED,
    );
  });

  test("a proposal can make a tool stricter", () => {
    const raised = raiseAnnotations(EDIT, {
      sideEffects: "network",
      effectClass: "once",
      capabilities: { net: [] },
    });
    expect(raised).toMatchObject({ sideEffects: "network", effectClass: "once", pathParameters: ["path"] });
    expect(raised.capabilities).toEqual({ net: [], workspace: ["write_text"] });
  });
});

test("A6: an empty tools list keeps the checks that annotations make possible", () => {
  const parsed = parseHarnPolicy({ tools: [], side_effect_level: "read_only", workspace_roots: ["/w"] });
  if (!parsed.ok) throw new Error("the policy is sound");
  const answer = childCeiling(rootCeiling(TOP), { use: parsed.value.policy });
  if (!answer.ok) throw new Error("the operator allows it");
  expect(permits(answer.ceiling.use, editing("/w/a")).allowed).toBe(false);
  expect(permits(answer.ceiling.use, reading("/etc/passwd")).allowed).toBe(false);
  expect(permits(answer.ceiling.use, reading("/w/a")).allowed).toBe(true);
});

test("A7: an unknown level is refused, in a ceiling and in an annotation", () => {
  expect(parsePolicyRequest({ sideEffects: "readonly" })).toMatchObject({
    ok: false,
    problems: [{ path: ["sideEffects"], message: expect.stringContaining('"read_only"') }],
  });
  expect(parseHarnPolicy({ side_effect_level: "readonly" }).ok).toBe(false);
  expect(parseHarnPolicy({ tool_annotations: { x: { side_effect_level: "readonly" } } }).ok).toBe(false);
  expect(parseAnnotations({ x: { kind: "read", sideEffects: "readonly", effectClass: "read" } }).ok).toBe(
    false,
  );
  expect(parseHarnPolicy({ side_effect_level: "read_only" }).ok).toBe(true);
});

describe("A8: a tool nobody annotated, or annotated as nothing, is held by the ceiling", () => {
  test("an unannotated tool counts as network", () => {
    const call = reading("/w/a", { annotations: UNANNOTATED });
    expect(allowed({ sideEffects: "process_exec" }, call)).toBe(false);
    expect(allowed({ capabilities: { workspace: "any" } }, call)).toBe(false);
    expect(allowed({}, call)).toBe(true);
  });

  test("a tool annotated as having no effect is judged by what its call shows", () => {
    const annotations: ToolAnnotations = { ...UNANNOTATED, sideEffects: "none" };
    expect(allowed({ sideEffects: "read_only" }, editing("/w/a", { annotations }))).toBe(false);
    expect(allowed({ sideEffects: "network" }, editing("/w/a", { annotations }))).toBe(true);
    const command = { form: "argv", argv: ["ls"] } as const;
    expect(allowed({ sideEffects: "workspace_write" }, reading("/w/a", { annotations, command }))).toBe(
      false,
    );
  });
});

describe("A9: roots and depth are enforced", () => {
  test("a path outside the roots is refused, every path of a call", () => {
    const paths = [
      { path: "/w/a", access: "read" as const },
      { path: "/etc/passwd", access: "read" as const },
    ];
    expect(allowed({ workspaceRoots: ["/w"] }, reading("/w/a"))).toBe(true);
    expect(allowed({ workspaceRoots: ["/w"] }, reading("/w/a", { paths }))).toBe(false);
    expect(allowed({ workspaceRoots: ["/w"] }, reading("/w/a", { paths: [] }))).toBe(false);
  });

  test("each generation has one less below it, and the last may not delegate", () => {
    let ceiling = rootCeiling(policy({ delegation: { maxDepth: 2, maxWidth: 1 } }));
    for (const left of [1, 0]) {
      const answer = childCeiling(ceiling);
      if (!answer.ok) throw new Error("there is depth left");
      ceiling = answer.ceiling;
      expect(ceiling.use.delegation.maxDepth).toBe(left);
    }
    expect(childCeiling(ceiling)).toMatchObject({ ok: false, refusal: { code: "may-not-delegate" } });
    expect([hasRoomForChild(ceiling, 0), hasRoomForChild(ceiling, 1)]).toEqual([true, false]);
  });
});

test("A10: what an ancestor wants asked is asked, whatever a child approves", () => {
  const parent = { ...ASK_ABOVE_READING, ask: [{ tools: ["edit*"] }] };
  const child = { ...NOTHING_FURTHER, allow: [{ tools: ["edit*"] }] };
  expect(judge([parent, child], editing("/w/a"), context).decision).toBe("ask");
  expect(judge([child], editing("/w/a"), context).decision).toBe("allow");
  const both = parseHarnApproval({ auto_approve: ["edit*"], require_approval: ["edit*"] });
  if (!both.ok) throw new Error("the policy is sound");
  expect(judge([both.value.policy], editing("/w/a"), context).decision).toBe("ask");
});

describe("A11: what a child says of approval joins its ancestors', and names no ancestors", () => {
  test("nothing it brings replaces or loosens what is there", () => {
    const deny = { ...NOTHING_FURTHER, deny: [{ tools: ["edit_file"] }] };
    for (const inherited of [deny, ASK_ABOVE_READING, undefined]) {
      const parent = rootCeiling(TOP, inherited);
      const answer = childCeiling(parent, { approval: NOTHING_FURTHER });
      if (!answer.ok) throw new Error("it asks for nothing by name");
      const before = judge(parent.approvals, editing("/w/a"), context).decision;
      expect(judge(answer.ceiling.approvals, editing("/w/a"), context).decision).toBe(before);
      expect(before).not.toBe("allow");
    }
  });

  test.each(["parent", "root", "session", "ceiling", "audit"])("a worker file cannot say its %s", (field) => {
    const file = (text: string) => parseWorkerFile(text, { directory: "/w" }).ok;
    expect(file(`task: t\n${field}: worker_x\n`)).toBe(false);
    expect(file("task: t\n")).toBe(true);
  });
});

test("A13: authority that a file or an old journal claims is met with what is given today", () => {
  const given = rootCeiling(policy({ sideEffects: "read_only" }), ASK_ABOVE_READING);
  const claimed = rootCeiling(TOP, NOTHING_FURTHER);
  const { use, approvals } = meetCeilings(given, claimed);
  expect(enforce({ policy: use, approvals }, editing("/w/a"), context).decision).toBe("deny");
  const wide = { policy: claimed.use, approvals: claimed.approvals };
  expect(enforce(wide, editing("/w/a"), context).decision).toBe("allow");
  const worker = folded([{ type: "worker.spawned", request: aRequest({ ceiling: claimed }) }]);
  const [narrowed] = retaken(worker, { commandId: "c", bound: given }, "operator");
  expect(narrowed).toMatchObject({ ceiling: { use: { sideEffects: "read_only" } } });
});

test.each([
  ["a list", []],
  ["nothing", null],
  ["a text", "read-only"],
  ["a misspelt field", { tool: ["read_file"] }],
  ["a field of the other shape", { side_effect_level: "read_only" }],
  ["a text where a list belongs", { tools: "read_file" }],
  ["a malformed pattern", { tools: ["[read"] }],
  ["a negative budget", { budgets: { tokens: -1 } }],
  ["a misspelt budget", { budgets: { token: 1 } }],
  ["a relative root", { workspaceRoots: ["src"] }],
  ["a root with dots", { workspaceRoots: ["/w/../etc"] }],
])("A15: %s is refused as a policy, never read as one that allows all", (_, value) => {
  expect(parsePolicyRequest(value)).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringMatching(/./) }],
  });
  expect(parsePolicyRequest({ tools: ["read_file"] }).ok).toBe(true);
});

test("A15: a malformed approval policy is refused, never read as none", () => {
  for (const value of [
    null,
    [],
    { denny: [] },
    { deny: ["Bash("] },
    { otherwise: "yes" },
    { deny: [{ tools: [] }] },
  ]) {
    expect(parseApprovalPolicy(value).ok).toBe(false);
  }
  expect(parseHarnApproval({ auto_aprove: ["x"] }).ok).toBe(false);
  expect(parseHarnPolicy({ tool: ["x"] })).toMatchObject({
    problems: [{ path: ["tool"], message: expect.stringContaining('"tools"') }],
  });
});

test("A17: a verdict depends on the arguments it was given, so rewritten ones are judged anew", () => {
  const bound = {
    argumentConstraints: [{ tool: "edit_file", patterns: ["src/**"] }],
    workspaceRoots: ["/w"],
  };
  expect(allowed(bound, editing("/w/src/a"))).toBe(true);
  expect(allowed(bound, editing("/w/.env"))).toBe(false);
  const rules = {
    ...ASK_ABOVE_READING,
    allow: [{ tools: ["edit_file"], condition: { on: "path", pattern: "src/**" } as const }],
  };
  expect(judge([rules], editing("/w/src/a"), context).decision).toBe("allow");
  expect(judge([rules], editing("/w/.env"), context).decision).toBe("ask");
});

describe("A18: patterns are real globs over canonical paths", () => {
  const rawPrefix = (path: string) => path.startsWith("src/");

  test("a star may stand anywhere", () => {
    expect(allowed({ tools: ["*secret*"] }, reading("/w/a", { tool: "read_secret_file" }))).toBe(true);
    expect(allowed({ tools: ["*secret*"] }, reading("/w/a"))).toBe(false);
  });

  test("dots do not lead out of a pattern or a root", () => {
    const wayOut = "src/../../etc/passwd";
    expect(rawPrefix(wayOut)).toBe(true);
    const constraint = { argumentConstraints: [{ tool: "read_file", patterns: ["src/**"] }] };
    expect(allowed(constraint, reading("/etc/passwd", { arguments: { path: wayOut } }))).toBe(false);
    expect(allowed({ workspaceRoots: ["/w"] }, reading("/w/src/../../etc/passwd"))).toBe(false);
    expect(allowed({ workspaceRoots: ["/w"] }, reading("/wide/a"))).toBe(false);
  });
});

describe("A19: what cannot be checked is refused", () => {
  const onPath = { argumentConstraints: [{ tool: "*", argument: "path", patterns: ["src/**"] }] };
  const undeclared = { argumentConstraints: [{ tool: "*", patterns: ["src/**"] }] };

  test.each([
    ["missing", {}],
    ["not text", { path: 3 }],
    ["an object", { path: { to: "src/a" } }],
    ["an empty list", { path: [] }],
    ["a list with one stray element", { path: ["src/a", "b"] }],
    ["a list with something else in it", { path: ["src/a", 3] }],
  ])("an argument that is %s does not meet its constraint", (_, args) => {
    expect(allowed(onPath, reading("/w/src/a", { arguments: args }))).toBe(false);
    expect(allowed(undeclared, reading("/w/src/a", { arguments: args }))).toBe(false);
  });

  test("an argument, or a list of them, inside the patterns does", () => {
    expect(allowed(onPath, reading("/w/src/a", { arguments: { path: ["src/a", "/w/src/b"] } }))).toBe(true);
    expect(allowed(undeclared, reading("/w/src/a", { arguments: { path: "src/a" } }))).toBe(true);
  });

  test("a constraint without a key refuses a tool that declares no path parameter", () => {
    expect(allowed(undeclared, reading("/w/src/a", { annotations: UNANNOTATED }))).toBe(false);
  });

  test("the write allow-list needs no annotation, covers each path, and leaves reads alone", () => {
    const chain = [{ ...NOTHING_FURTHER, writeAllow: ["src/**"] }];
    const two = [
      { path: "/w/src/a", access: "write" as const },
      { path: "/w/b", access: "write" as const },
    ];
    expect(judge(chain, editing("/w/src/a", { annotations: UNANNOTATED }), context).decision).toBe("allow");
    expect(judge(chain, editing("/w/b", { annotations: UNANNOTATED }), context).decision).toBe("deny");
    expect(judge(chain, editing("/w/src/a", { paths: two }), context).decision).toBe("deny");
    expect(judge(chain, editing("/w/src/a", { paths: [] }), context).decision).toBe("deny");
    expect(judge(chain, reading("/w/b"), context).decision).toBe("allow");
  });
});

test("paths that only look alike are different ones: in case, and in how a letter is written", () => {
  const bound = { workspaceRoots: ["/w/caf\u00e9"] };
  expect(allowed(bound, reading("/w/caf\u00e9/a"))).toBe(true);
  for (const other of [
    "/w/cafe\u0301/a",
    "/w/CAF\u00c9/a",
    "/W/caf\u00e9/a",
    "/w/caf\u00e9\u200b/a",
    "/w/caf\u00e9x",
  ])
    expect(allowed(bound, reading(other)), other).toBe(false);
});

test("every row of the list of defects has a test that is named for it", () => {
  const files = ["test/core/policy/known-defects.test.ts", "test/runtime/known-defects.test.ts"];
  const text = files.map((file) => readFileSync(file, "utf8")).join("");
  const named = new Set(
    [...text.matchAll(/(?:test|describe|each\([^"]*\))\(\s*["`](A\d+): |\]\)\("(A\d+): /g)].map(
      ([, a, b]) => a ?? b,
    ),
  );
  const rows = Array.from({ length: 20 }, (_, index) => `A${index + 1}`);
  expect(rows.filter((row) => !named.has(row))).toEqual([]);
});
