import { describe, expect, test } from "vitest";
import { parseAnyWorkerFile } from "../../src/wire/any-worker-file.ts";
import { problemLines } from "../../src/wire/strict-yaml.ts";
import { parseWorkerFile } from "../../src/wire/worker-file.ts";

const place = { directory: "/home/ann/project" };

function problemsOf(source: string): string {
  const read = parseWorkerFile(source, place);
  return read.ok ? "no problems" : problemLines("w.yaml", read.problems);
}

describe("a worker file", () => {
  test("says everything that a caller can say, in friendly form", () => {
    const read = parseWorkerFile(
      `version: 1
name: fix-it
task: Make the tests pass
model: scripted:scripts/a.yaml
workspace: { kind: worktree, repo: ., base: main, include: [node_modules] }
preset: build
policy: { sideEffects: process_exec, workspaceRoots: [src] }
approvals: { deny: ["Bash(rm *)"] }
tools: [read_file, edit_file]
secrets: [NPM_TOKEN]
limits: { maxTurns: 9 }
modelSettings: { temperature: 0 }
onAsk: deny
metadata: { ticket: 12 }
`,
      place,
    );
    expect(read.ok && read.value.draft).toMatchObject({
      name: "fix-it",
      task: "Make the tests pass",
      model: "scripted:/home/ann/project/scripts/a.yaml",
      workspace: {
        kind: "worktree",
        repo: "/home/ann/project",
        base: "main",
        include: ["node_modules"],
        includeUncommitted: false,
      },
      preset: "build",
      policy: { sideEffects: "process_exec", workspaceRoots: ["/home/ann/project/src"] },
      approvals: { deny: [{ tools: ["run_command"], condition: { on: "command", pattern: "rm *" } }] },
      tools: ["read_file", "edit_file"],
      secrets: ["NPM_TOKEN"],
      limits: { maxTurns: 9 },
      modelSettings: { temperature: 0 },
      onAsk: "deny",
      metadata: { ticket: 12 },
    });
  });

  test("may ask for a linked worktree", () => {
    const read = parseWorkerFile("task: x\nworkspace: { kind: worktree, linked: true }\n", place);
    expect(read.ok && read.value.draft.workspace).toMatchObject({ kind: "worktree", linked: true });
  });

  test("may be JSON", () => {
    const read = parseWorkerFile(
      '{ "task": "x", "workspace": { "kind": "directory", "path": "../other" } }',
      place,
    );
    expect(read.ok && read.value.draft.workspace).toEqual({ kind: "directory", path: "/home/ann/other" });
  });

  test("an empty list of tools stays an empty list: it allows nothing", () => {
    const read = parseWorkerFile("task: x\ntools: []\n", place);
    expect(read.ok && read.value.draft.tools).toEqual([]);
  });
});

describe("a worker file with mistakes is refused in the right place", () => {
  test.each([
    ["malformed YAML", "task: x\nlimits: { maxTurns: 3\nname: y\n", /^w\.yaml:3:\d+: /],
    ["a tab as indentation", "workspace:\n\tkind: none\n", /^w\.yaml:2:1: /],
    ["a duplicate key", "task: x\nname: a\ntask: y\n", /^w\.yaml:3:1: .*unique/i],
    [
      "an unknown field",
      "task: x\nmodle: y\n",
      /^w\.yaml:2:1: modle: unknown field "modle"; did you mean "model"\?/,
    ],
    [
      "an unknown field further in",
      "task: x\nlimits:\n  maxTurn: 3\n",
      /^w\.yaml:3:3: limits\.maxTurn: .*"maxTurns"/,
    ],
    [
      "an unknown kind",
      "workspace: { kind: worktre }\n",
      /^w\.yaml:1:14: workspace\.kind: unknown value "worktre"; did you mean "worktree"\?/,
    ],
    ["no kind", "workspace: { repo: . }\n", /^w\.yaml:1:1: workspace\.kind: needs `kind`: one of none/],
    [
      "a set-up command of another form",
      "setUp: [\"sh -c 'x'\"]\n",
      /^w\.yaml:1:9: setUp\[0\]: is more than words; write the command as a list/,
    ],
    [
      "an unknown field of a set-up command",
      "setUp: [{ run: sh x, nework: [a] }]\n",
      /^w\.yaml:1:22: setUp\[0\]\.nework: unknown field "nework"; did you mean "network"\?/,
    ],
    [
      "a missing field",
      "workspace: { kind: directory }\n",
      /^w\.yaml:1:1: workspace\.path: is missing; it must be a text$/,
    ],
    ["a number for a text", "name: 5\n", /^w\.yaml:1:1: name: must be a text, not a number$/],
    [
      "a fraction for a number of turns",
      "limits: { maxTurns: 1.5 }\n",
      /limits\.maxTurns: must be a whole number, not a fraction$/,
    ],
    ["too high a temperature", "modelSettings: { temperature: 3 }\n", /temperature: must be at most 2$/],
    [
      "a field of another kind",
      "workspace:\n  kind: none\n  repo: .\n",
      /^w\.yaml:3:3: workspace\.repo: unknown field/,
    ],
    ["an unknown preset", "preset: bild\n", /^w\.yaml:1:1: preset: .*did you mean "build"/],
    [
      "an unknown level",
      "policy:\n  sideEffects: readonly\n",
      /^w\.yaml:2:3: policy\.sideEffects: .*"read_only"/,
    ],
    [
      "an unknown policy field",
      "policy:\n  tool: []\n",
      /^w\.yaml:2:3: policy\.tool: .*did you mean "tools"/,
    ],
    [
      "a malformed rule",
      'approvals:\n  deny:\n    - "Bash(rm *"\n',
      /^w\.yaml:3:7: approvals\.deny\[0\]: .*parenthesis/,
    ],
    ["an empty task", 'task: "  "\n', /^w\.yaml:1:1: task: must not be empty/],
    ["another version", "version: 2\n", /^w\.yaml:1:1: version: this release reads version 1/],
    ["an unknown answer to questions", "onAsk: parkk\n", /^w\.yaml:1:1: onAsk: .*"park"/],
    [
      "a number of turns that is none",
      "limits: { maxTurns: 0 }\n",
      /^w\.yaml:1:11: limits\.maxTurns: must be more than 0$/,
    ],
    ["a list instead of fields", "- task: x\n", /^w\.yaml:1:1: must be named fields, not a list$/],
    ["an unknown YAML tag", "task: !!js/function x\n", /^w\.yaml:1:7: /],
    ["a second document", "task: x\n---\ntask: y\n", /^w\.yaml:2:1: /],
  ])("%s", (_, source, expected) => {
    expect(problemsOf(source)).toMatch(expected);
  });

  test("all problems are told at once", () => {
    const lines = problemsOf("modle: x\npreset: bild\npolicy: { tool: [] }\n").split("\n");
    expect(lines).toHaveLength(3);
  });

  test("a small file cannot become a huge value", () => {
    const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let n = 1; n < 9; n++)
      bomb.push(
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(", ")}]`,
      );
    expect(problemsOf(`${bomb.join("\n")}\n`)).toMatch(/w\.yaml:1:1: .*alias/i);
  });

  test("a huge or deeply nested file is refused rather than read for ever", () => {
    expect(problemsOf(`task: "${"x".repeat(1_100_000)}"`)).toMatch(/longer than/);
    expect(problemsOf("[".repeat(20_000))).toMatch(/^w\.yaml:\d+:\d+: /);
  });
});

describe("the shape of a worker file", () => {
  test("is never guessed: Harn's fields without `format: harn` are unknown fields", () => {
    const read = parseAnyWorkerFile("task: x\nnode: {}\n", place, undefined);
    expect(read.ok ? "" : problemLines("w", read.problems)).toContain('unknown field "node"');
  });

  test("is what the file says, or what the caller says; two answers are a problem", () => {
    expect(parseAnyWorkerFile("format: harn\ntask: x\nnode: {}\n", place, undefined).ok).toBe(true);
    expect(parseAnyWorkerFile("task: x\nnode: {}\n", place, "harn").ok).toBe(true);
    const read = parseAnyWorkerFile("format: harn\ntask: x\nnode: {}\n", place, "legate");
    expect(read.ok ? "" : problemLines("w", read.problems)).toMatch(/^w:1:1: format: the file says/);
  });

  test("that nobody knows is refused by name", () => {
    const read = parseAnyWorkerFile("format: hran\ntask: x\n", place, undefined);
    expect(read.ok ? "" : problemLines("w", read.problems)).toMatch(
      /^w:1:1: format: unknown value "hran"; did you mean "harn"\?/,
    );
  });
});

test("a limit longer than any timer can hold is refused, instead of being over at once", () => {
  const said = problemsOf("task: t\nlimits: { turnTimeoutMs: 3000000000 }\n");
  expect(said).toContain("turnTimeoutMs");
  expect(said).toContain("2147483647");
});
