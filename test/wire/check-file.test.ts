import { describe, expect, test } from "vitest";
import { checkFile, type FileToCheck } from "../../src/wire/check-file.ts";

function placesIn(file: Omit<FileToCheck, "path"> & { readonly path?: string }): string[] {
  return checkFile({ path: "/w/x.yaml", ...file }).problems.map(
    ({ line, column, path }) => `${line}:${column} ${path}`,
  );
}

describe("every problem of a file is told at once, each in its place", () => {
  test("of an agent role, those of its fields and those of its rules", () => {
    const source =
      "---\nname: a\ntool: x\ntools: Read, Bsh(ls)\ndisallowedTools: [Edit(~/x)]\npermissionMode: plann\n---\n";
    expect(placesIn({ path: "/w/a.md", source })).toEqual([
      "3:1 tool",
      "4:1 tools[1]",
      "5:19 disallowedTools[0]",
      "6:1 permissionMode",
    ]);
  });

  test("of a repository's configuration, what it may not say and what is misspelt", () => {
    const source = "providers: {}\npreset: biuld\nlimits: { maxTurns: -1 }\n";
    expect(placesIn({ path: "/r/.legate/config.yaml", source })).toEqual([
      "1:1 providers",
      "2:1 preset",
      "3:11 limits.maxTurns",
    ]);
  });

  test("of a user's configuration", () => {
    const source = "maxConcurrent: 0\nprces: {}\n";
    expect(placesIn({ path: "/home/a/.config/legate/config.yaml", source })).toEqual([
      "1:1 maxConcurrent",
      "2:1 prces",
    ]);
  });

  test("of a worker file, its own fields, its policy and its rules", () => {
    const source =
      "task: t\npreste: edit\npolicy:\n  sideEffects: writ\n  workspaceRoots: [a]\n  tool: []\napprovals: { deny: ['Bash('] }\n";
    expect(placesIn({ source })).toEqual([
      "2:1 preste",
      "4:3 policy.sideEffects",
      "6:3 policy.tool",
      "7:21 approvals.deny[0]",
    ]);
  });

  test("of a policy, also what goes beyond the preset beside it", () => {
    expect(placesIn({ source: "sideEffects: all\ntools: ['[']\nbudgets: { tokens: -1 }\n" })).toHaveLength(3);
    expect(placesIn({ source: "preset: edit\nsideEffects: network\nnetworkHosts: [a.example]\n" })).toEqual([
      "2:1 sideEffects",
      "3:1 networkHosts",
    ]);
    expect(placesIn({ source: "preset: edit\nsideEffects: read_only\n" })).toEqual([]);
  });

  test("of rules, as a list, as approvals, and in another agent's settings", () => {
    expect(placesIn({ source: "- Bash(git *)\n- Bsh\n- Edit(\n" })).toEqual(["2:3 [1]", "3:3 [2]"]);
    expect(placesIn({ source: "deny: [Bsh]\nwriteAllow: ['../x']\n" })).toEqual([
      "1:8 deny[0]",
      "2:14 writeAllow[0]",
    ]);
    const settings = '{ "env": {}, "permissions": { "allow": ["Bash(ls)", "Raed(x)"], "deny": "Read" } }';
    expect(placesIn({ path: "/w/settings.json", source: settings })).toEqual([
      "1:53 permissions.allow[1]",
      "1:65 permissions.deny",
    ]);
  });
});

describe("Harn's shape is read when it is said, and never guessed", () => {
  const source = '{ "tools": [], "side_effect_level": "read_only" }';

  test("what was empty is a note: there it means any", () => {
    const { problems, notes, kind } = checkFile({ path: "/w/ceiling.json", source, format: "harn" });
    expect({ kind, problems }).toEqual({ kind: "policy", problems: [] });
    expect(notes).toContain("tools is empty: any");
    expect(placesIn({ source })).toEqual(["1:16 side_effect_level"]);
  });

  test("its unknown levels, fields and rules are problems", () => {
    expect(placesIn({ format: "harn", source: "side_effect_level: high\ntool: []\n" })).toEqual([
      "1:1 side_effect_level",
      "2:1 tool",
    ]);
    const rules = "auto_approve: ['*']\nauto_dny: []\n";
    expect(placesIn({ format: "harn", source: rules })).toEqual(["2:1 auto_dny"]);
    const worker = "node: { system: s }\ntask: 3\npolicy: { tool: [] }\n";
    expect(placesIn({ format: "harn", source: worker })).toEqual(["2:1 task", "3:11 policy.tool"]);
  });

  test("a file and its caller may not contradict each other", () => {
    expect(placesIn({ format: "harn", source: "format: legate\ntools: []\n" })).toEqual(["1:1 format"]);
  });
});

test.each([
  ["/r/.claude/agents/a.md", "---\nname: a\n---\n", "agent"],
  ["/r/.legate/config.yaml", "", "repository-config"],
  ["/home/a/legate/config.yaml", "", "config"],
  ["/w/x.yaml", "task: t\n", "worker"],
  ["/w/x.yaml", "sideEffects: none\n", "policy"],
  ["/w/x.yaml", "- Read\n", "rules"],
  ["/w/x.yaml", "otherwise: deny\n", "rules"],
])("%s with %j is taken for a file of the kind it is: %s", (path, source, kind) => {
  expect(checkFile({ path, source })).toEqual({ kind, problems: [], notes: [] });
});
