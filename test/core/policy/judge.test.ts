import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ASK_ABOVE_READING, DECISIONS, NOTHING_FURTHER } from "../../../src/core/policy/approval-policy.ts";
import { judge } from "../../../src/core/policy/judge.ts";
import { preset } from "../../../src/core/policy/presets.ts";
import { parseRule } from "../../../src/core/policy/rule-syntax.ts";
import { UNANNOTATED } from "../../../src/core/policy/tool-annotations.ts";
import { anyApproval, anyFacts } from "./arbitrary-policy.ts";
import { editing, reading, running } from "./call-facts.ts";

const context = { workspaceRoot: "/w" };

function rules(...texts: string[]) {
  return texts.map((text) => {
    const parsed = parseRule(text);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.rule;
  });
}

function decide(
  lists: { deny?: string[]; ask?: string[]; allow?: string[] },
  facts: Parameters<typeof judge>[1],
) {
  const { deny = [], ask = [], allow = [] } = lists;
  const policy = { ...ASK_ABOVE_READING, deny: rules(...deny), ask: rules(...ask), allow: rules(...allow) };
  return judge([policy], facts, context);
}

describe("judge", () => {
  test("is as strict as the strictest ancestor, and no ancestor or child can loosen it", () => {
    fc.assert(
      fc.property(fc.array(anyApproval, { minLength: 1, maxLength: 4 }), anyFacts, (chain, facts) => {
        const alone = chain.map((policy) => DECISIONS.indexOf(judge([policy], facts, context).decision));
        expect(DECISIONS.indexOf(judge(chain, facts, context).decision)).toBe(Math.max(...alone));
      }),
      { numRuns: 1000 },
    );
  });

  test("gives way to nothing when deny, ask and allow name the same call", () => {
    const call = editing("/w/src/a.ts");
    expect(decide({ allow: ["Edit"], ask: ["Edit"], deny: ["Edit"] }, call).decision).toBe("deny");
    expect(decide({ allow: ["Edit"], ask: ["Edit(src/**)"] }, call).decision).toBe("ask");
    expect(decide({ allow: ["Edit(src/**)"] }, call)).toEqual({
      decision: "allow",
      rule: "approval: allow Edit(src/**)",
    });
  });

  test("asks above reading when nobody said anything, and lets reading be", () => {
    expect(judge([], editing("/w/a"), context).decision).toBe("ask");
    expect(
      judge([], { tool: "x", annotations: UNANNOTATED, arguments: {}, paths: [] }, context).decision,
    ).toBe("ask");
    expect(judge([], reading("/w/a"), context).decision).toBe("allow");
  });

  test("compares paths with the workspace, not as text", () => {
    expect(decide({ allow: ["Edit(src/**)"] }, editing("/other/src/a")).decision).toBe("ask");
    expect(decide({ allow: ["Edit(src/**)"] }, editing("/w/src/../b")).decision).toBe("ask");
    expect(decide({ deny: ["Read(./.env)"] }, reading("/w/.env")).decision).toBe("deny");
    expect(decide({ deny: ["Read(./.env)"] }, reading("/w/.environment")).decision).toBe("allow");
  });

  test("reads a rule that takes away as widely as it could be meant", () => {
    expect(decide({ deny: ["Read(.env)"] }, reading("/w/deep/.ENV")).decision).toBe("deny");
    expect(decide({ deny: ["Edit(.git)"] }, editing("/w/.git/hooks/x")).decision).toBe("deny");
    expect(decide({ deny: ["Edit(secrets)"] }, editing("/elsewhere/secrets/x")).decision).toBe("deny");
    for (const folder of ["secrets/", "./a//secrets", "a/./secrets/", "/w/a/secrets/", "a/secrets/."])
      expect(decide({ deny: [`Edit(${folder})`] }, editing("/w/a/secrets/x")).decision, folder).toBe("deny");
  });

  test("needs a rule for each path of a call that touches several", () => {
    const both = editing("/w/src/a", {
      paths: [
        { path: "/w/src/a", access: "write" },
        { path: "/w/test/a", access: "write" },
      ],
    });
    expect(decide({ allow: ["Edit(src/**)"] }, both).decision).toBe("ask");
    expect(decide({ allow: ["Edit(src/**)", "Edit(test/**)"] }, both).decision).toBe("allow");
    expect(decide({ allow: ["Edit"], deny: ["Edit(test/**)"] }, both).decision).toBe("deny");
  });

  test("knows tools of servers, roles of agents and domains", () => {
    const call = (tool: string, args = {}, hosts: string[] = []) => ({
      tool,
      annotations: UNANNOTATED,
      arguments: args,
      paths: [],
      hosts,
    });
    expect(decide({ allow: ["mcp__git__log"] }, call("mcp__git__log")).decision).toBe("allow");
    expect(decide({ allow: ["mcp__git"] }, call("mcp__git__log")).decision).toBe("allow");
    expect(decide({ allow: ["mcp__git__*"] }, call("mcp__github__log")).decision).toBe("ask");
    expect(decide({ allow: ["Agent(review*)"] }, call("spawn_agent", { agent: "reviewer" })).decision).toBe(
      "allow",
    );
    expect(decide({ allow: ["Agent(reviewer)"] }, call("spawn_agent")).decision).toBe("ask");
    const domain = { allow: ["WebFetch(domain:example.com)"] };
    expect(decide(domain, call("web_fetch", {}, ["example.com:443"])).decision).toBe("allow");
    expect(decide(domain, call("web_fetch", {}, ["example.com.evil.org:443"])).decision).toBe("ask");
    expect(decide(domain, call("web_fetch", {}, ["example.com:443", "evil.org:443"])).decision).toBe("ask");
    expect(
      decide({ deny: ["WebFetch(domain:evil.org)"] }, call("web_fetch", {}, ["a.evil.org:99"])).decision,
    ).toBe("deny");
  });

  test("gives a command that names hosts by a rule for what it runs and one for each host", () => {
    const fetching = (...hosts: string[]) => ({ ...running("npm", "install"), hosts });
    const npm = "Bash(npm install)";
    const registry = "Bash(domain:registry.npmjs.org)";
    const there = "registry.npmjs.org:443";
    expect(decide({ allow: ["Bash"] }, fetching(there)).decision).toBe("ask");
    expect(decide({ allow: [npm] }, fetching(there)).decision).toBe("ask");
    expect(decide({ allow: [registry] }, fetching(there)).decision).toBe("ask");
    expect(decide({ allow: [npm, registry] }, fetching(there)).decision).toBe("allow");
    expect(decide({ allow: ["Bash", registry] }, fetching(there)).decision).toBe("allow");
    expect(decide({ allow: [npm, registry] }, fetching(there, "evil.org:443")).decision).toBe("ask");
    expect(decide({ allow: [npm, registry] }, fetching("registry.npmjs.org:8443")).decision).toBe("ask");
    expect(
      decide({ allow: ["Bash", registry], deny: ["Bash(domain:npmjs.org)"] }, fetching(there)).decision,
    ).toBe("deny");
    expect(decide({ allow: ["Bash"], deny: ["Bash(domain:evil.org)"] }, fetching()).decision).toBe("allow");
    expect(judge([preset("network").approval], fetching(there), context).decision).toBe("ask");
    expect(judge([preset("network").approval], fetching(), context).decision).toBe("allow");
  });

  test("compares a command word by word", () => {
    expect(decide({ allow: ["Bash(npm run *)"] }, running("npm", "run", "test")).decision).toBe("allow");
    expect(decide({ allow: ["Bash(npm run *)"] }, running("npm", "runx")).decision).toBe("ask");
    expect(decide({ allow: ["Bash(npm run test)"] }, running("npm", "run", "test", "--", "x")).decision).toBe(
      "ask",
    );
    expect(decide({ allow: ["Bash(git *)"] }, running("gitx", "y")).decision).toBe("ask");
    expect(decide({ allow: ["Bash(git *)"] }, running("./git", "y")).decision).toBe("ask");
  });

  test("treats a rule that cannot be read as one that takes everything and gives nothing", () => {
    const broken = [{ tools: ["[bad"] }];
    expect(judge([{ ...NOTHING_FURTHER, deny: broken }], editing("/w/a"), context).decision).toBe("deny");
    expect(judge([{ ...ASK_ABOVE_READING, allow: broken }], editing("/w/a"), context).decision).toBe("ask");
  });
});

test("a rule about a domain that no host can match, as an old journal may have it, takes every host away", () => {
  const deny = [
    { tools: ["run_command"], condition: { on: "domain", pattern: "https://evil.org" } as const },
  ];
  const fetching = { ...running("curl"), hosts: ["evil.org:443"] };
  expect(judge([{ ...NOTHING_FURTHER, deny }], fetching, context).decision).toBe("deny");
  expect(judge([{ ...NOTHING_FURTHER, deny }], running("ls"), context).decision).toBe("allow");
});

test.each([
  "",
  "Bash(",
  "Bash(domain:https://evil.org)",
  "WebFetch(domain:evil.org/path)",
  "Bash()",
  "Bash(git; rm)",
  "Bash(a && b)",
  "Bash(a\nb)",
  "Reed",
  "mcp__a__b(x)",
  "Edit(../x)",
  "Edit([a)",
  "Read(~/x)",
  "WebFetch(example.com)",
  "a b",
  "Bash(git  *)",
])("the rule %j is refused with a reason", (text) => {
  expect(parseRule(text)).toMatchObject({ ok: false, problem: expect.stringMatching(/./) });
});
