import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ASK_ABOVE_READING, NOTHING_FURTHER } from "../../../src/core/policy/approval-policy.ts";
import { type CapabilityPolicy, TOP } from "../../../src/core/policy/capability-policy.ts";
import {
  type Ceiling,
  type CeilingRequest,
  childCeiling,
  completed,
  narrowCeiling,
  rootCeiling,
} from "../../../src/core/policy/ceiling.ts";
import { isWithin, narrow } from "../../../src/core/policy/narrow.ts";
import { defaultPreset, PRESETS, preset } from "../../../src/core/policy/presets.ts";
import type { CommandLimits } from "../../../src/core/worker/command-limits.ts";
import { anyPolicy } from "./arbitrary-policy.ts";

const PARENT = rootCeiling({
  ...TOP,
  tools: ["read_file", "mcp__git__*"],
  capabilities: { workspace: ["read"] },
  sideEffects: "workspace_write",
  workspaceRoots: ["/w"],
  networkHosts: ["example.com"],
  delegation: { maxDepth: 3, maxWidth: 4 },
  budgets: { ...TOP.budgets, tokens: 100 },
  sandbox: "full",
});

function missing(request: CeilingRequest, parent: Ceiling = PARENT): readonly string[] {
  const answer = childCeiling(parent, request);
  return answer.ok ? [] : answer.refusal.missing;
}

function child(parent: Ceiling, request: CeilingRequest = {}): Ceiling {
  const answer = childCeiling(parent, request);
  if (!answer.ok) throw new Error(answer.refusal.missing.join());
  return answer.ceiling;
}

/** A request most of which the parent can grant; how many generations is left open. */
function inside(parent: Ceiling, wanted: CapabilityPolicy) {
  return { ...narrow(parent.grant, wanted), delegation: {} };
}

describe("childCeiling", () => {
  test("keeps both sides of every descendant inside its parent's grant", () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, anyPolicy, anyPolicy, (use, grant, wantedUse, wantedGrant) => {
        const delegation = { maxDepth: 3, maxWidth: 3 };
        const parent = rootCeiling({ ...use, delegation }, undefined, { ...grant, delegation });
        const request = { use: inside(parent, wantedUse), grant: inside(parent, wantedGrant) };
        const answer = childCeiling(parent, request);
        fc.pre(answer.ok);
        if (!answer.ok) return;
        expect(isWithin(answer.ceiling.use, parent.grant)).toBe(true);
        expect(isWithin(answer.ceiling.grant, parent.grant)).toBe(true);
        expect(isWithin(child(answer.ceiling).use, answer.ceiling.grant)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("names each thing that was asked for and is not the parent's to give", () => {
    const use = {
      tools: ["read_file", "write_file"],
      capabilities: { workspace: ["read", "write"], process: ["exec"] },
      sideEffects: "network",
      workspaceRoots: ["/w/a", "/", "/x"],
      networkHosts: ["example.com", "example.com:80"],
      delegation: { maxDepth: 3 },
      budgets: { tokens: 101, turns: 5 },
      sandbox: "none",
    } as const;
    expect(missing({ use })).toEqual([
      "use.tools: write_file",
      "use.capabilities: workspace.write",
      "use.capabilities: process",
      "use.sideEffects: network",
      "use.workspaceRoots: /",
      "use.workspaceRoots: /x",
      "use.networkHosts: example.com:80",
      "use.delegation.maxDepth: 3",
      "use.budgets.tokens: 101",
      "use.sandbox: none",
    ]);
    expect(missing({ grant: { tools: ["write_file"] } })).toEqual(["grant.tools: write_file"]);
  });

  test("narrows patterns and any to what the parent has", () => {
    const { use } = child(PARENT, {
      use: { tools: ["*"], workspaceRoots: "any", budgets: { tokens: "any" } },
    });
    expect(use).toMatchObject({
      tools: PARENT.grant.tools,
      workspaceRoots: ["/w"],
      budgets: { tokens: 100 },
    });
    expect(child(PARENT, { use: { tools: ["*__log"] } }).use.tools).toEqual({
      allOf: [["*__log"], ["mcp__git__*", "read_file"]],
    });
  });

  test("gives what the parent may grant when nothing is asked, and grants what is used", () => {
    const { use, grant } = child(PARENT);
    expect(use).toEqual({ ...PARENT.grant, delegation: { maxDepth: 2, maxWidth: 4 } });
    expect(grant).toEqual(use);
    expect(child(PARENT, { use: { tools: ["read_file"] } }).grant.tools).toEqual(["read_file"]);
  });

  test("lets a coordinator hand on what it may not use itself", () => {
    const reader = { ...TOP, sideEffects: "read_only" } as const;
    const editor = { ...TOP, sideEffects: "workspace_write" } as const;
    const coordinator = rootCeiling(reader, undefined, editor);
    expect(child(coordinator, { use: { sideEffects: "workspace_write" } }).use.sideEffects).toBe(
      "workspace_write",
    );
    expect(missing({ use: { sideEffects: "process_exec" } }, coordinator)).toEqual([
      "use.sideEffects: process_exec",
    ]);
    expect(missing({ use: { sideEffects: "workspace_write" } }, rootCeiling(reader))).toHaveLength(1);
  });

  test("adds to the ancestors' approval policies and replaces none", () => {
    const parent = rootCeiling(TOP, ASK_ABOVE_READING);
    expect(child(parent, { approval: NOTHING_FURTHER }).approvals).toEqual([
      ASK_ABOVE_READING,
      NOTHING_FURTHER,
    ]);
    expect(child(parent).approvals).toEqual([ASK_ABOVE_READING]);
  });

  test("bounds the commands of every descendant by the lowest that an ancestor said, and refuses more by name", () => {
    const bounded = (commandLimits: Partial<CommandLimits>) => completed({ commandLimits });
    const parent = rootCeiling(bounded({ memoryMb: 512, pids: 50 }));
    expect(childCeiling(parent, { use: { commandLimits: { pids: 20, cpuSeconds: 9 } } })).toMatchObject({
      ceiling: { use: { commandLimits: { memoryMb: 512, pids: 20, cpuSeconds: 9 } } },
    });
    expect(childCeiling(parent, { use: { commandLimits: { memoryMb: 513, pids: 50 } } })).toEqual({
      ok: false,
      refusal: { code: "exceeds-ceiling", missing: ["use.commandLimits.memoryMb: 513"] },
    });
    expect(narrowCeiling(parent, bounded({ memoryMb: 64 })).use.commandLimits).toEqual({
      memoryMb: 64,
      pids: 50,
    });
  });

  test("a live ceiling that is narrowed narrows on both sides", () => {
    const { use, grant } = narrowCeiling(PARENT, { ...TOP, workspaceRoots: ["/w/a"] });
    expect([use.workspaceRoots, grant.workspaceRoots]).toEqual([["/w/a"], ["/w/a"]]);
  });
});

describe("presets", () => {
  test("each is wider than the one before", () => {
    const policies = PRESETS.map((name) => preset(name, { workspaceRoot: "/w" }).capabilities);
    for (const [index, wider] of policies.slice(1).entries()) {
      expect(isWithin(policies[index] ?? TOP, wider)).toBe(true);
      expect(isWithin(wider, policies[index] ?? TOP)).toBe(false);
    }
  });

  test("the default builds freely only in an isolated checkout with an enforced sandbox", () => {
    expect(defaultPreset("worktree", true)).toEqual({ preset: "build", ask: false });
    expect(defaultPreset("worktree", false)).toEqual({ preset: "edit", ask: false });
    expect(defaultPreset("directory", true)).toEqual({ preset: "edit", ask: true });
    expect(defaultPreset("none", true)).toEqual({ preset: "read-only", ask: true });
    expect(preset("build", { ask: true }).approval).toEqual(ASK_ABOVE_READING);
  });
});
