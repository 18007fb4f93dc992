import { describe, expect, test } from "vitest";
import { parseAgentRole } from "../../src/wire/agent-role.ts";
import { problemLines } from "../../src/wire/strict-yaml.ts";

function problemsOf(source: string): string {
  const read = parseAgentRole(source);
  return read.ok ? "no problems" : problemLines("r.md", read.problems);
}

describe("an agent role", () => {
  test("is Markdown with front matter; the names of other agents' tools become ours", () => {
    const read = parseAgentRole(`---
name: reviewer
description: Reads changes
tools: Read, Grep
disallowedTools: [Bash]
model: inherit
permissionMode: plan
maxTurns: 9
---

You review.
--- is not the end here.
`);
    expect(read.ok && read.value).toEqual({
      name: "reviewer",
      allow: [],
      wider: { allow: [], notes: [] },
      description: "Reads changes",
      system: "You review.\n--- is not the end here.",
      tools: ["glob", "grep", "list_dir", "read_file"],
      deny: [{ tools: ["run_command"] }],
      preset: "read-only",
      maxTurns: 9,
      notes: [],
    });
  });

  test("fields that have no meaning here are accepted and told", () => {
    const read = parseAgentRole("---\nname: a\ncolor: red\nhooks: {}\nmodel: sonnet\n---\nx");
    expect(read.ok && read.value.notes).toEqual([
      "hooks: not used in this release",
      "color: not used in this release",
      'model: "sonnet" is not a provider/model name; not used',
    ]);
  });

  test("cannot give itself more: a widening mode is told and not taken", () => {
    const read = parseAgentRole("---\nname: a\npermissionMode: bypassPermissions\n---\nx");
    expect(read.ok && read.value.preset).toBeUndefined();
    expect(read.ok && read.value.allow).toEqual([]);
    expect(read.ok && read.value.wider.preset).toBe("network");
    expect(read.ok && read.value.wider.notes.join()).toContain("a role cannot widen authority");
  });

  test.each([
    ["no front matter", "You review.\n", /^r\.md:1:1: must begin with front matter/],
    ["front matter that never ends", "---\nname: a\n", /^r\.md:1:1: /],
    [
      "an unknown field",
      "---\nname: a\ntool: Read\n---\n",
      /^r\.md:3:1: tool: unknown field "tool"; did you mean "tools"/,
    ],
    ["malformed YAML", "---\nname: a\ntools: [Read\n---\n", /^r\.md:[34]:\d+: /],
    [
      "an unknown tool",
      "---\nname: a\ntools: [Read, Bsh]\n---\n",
      /^r\.md:3:15: tools\[1\]: no tool is called "Bsh"/,
    ],
    ["no name", "---\ndescription: b\n---\n", /^r\.md:2:1: name: /],
  ])("with %s is refused in the right place", (_, source, expected) => {
    expect(problemsOf(source)).toMatch(expected);
  });
});
