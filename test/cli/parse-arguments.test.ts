import { describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const command: Command = {
  name: "try",
  summary: "Try",
  usage: "[THING]",
  arguments: { least: 0, most: 1 },
  options: {
    task: { type: "string", short: "t", value: "TEXT", about: "a task" },
    repo: { type: "string", bare: ".", value: "PATH", about: "a repository" },
    include: { type: "string", multiple: true, about: "folders" },
    "on-ask": { type: "string", choices: ["park", "deny"], about: "answers" },
    quiet: { type: "boolean", short: "q", about: "silence" },
  },
  examples: [],
  run: async () => 0,
};

const parse = (...argv: string[]) => parseArguments(argv, command, command.options);

describe("arguments", () => {
  test("are read by the command's table", () => {
    const flags = parse("thing", "-t", "do it", "--include", "a", "--include=b", "-q");
    expect([flags.positionals, flags.text("task"), flags.many("include"), flags.has("quiet")]).toEqual([
      ["thing"],
      "do it",
      ["a", "b"],
      true,
    ]);
  });

  test("an option with a default value may stand alone", () => {
    expect(parse("--repo", "--quiet").text("repo")).toBe(".");
    expect(parse("--repo").text("repo")).toBe(".");
    expect(parse("--repo", "x").text("repo")).toBe("x");
  });

  test("a dash alone is a value, and what follows -- is no option", () => {
    expect(parse("--task", "-").text("task")).toBe("-");
    expect(parse("--", "--quiet").positionals).toEqual(["--quiet"]);
  });

  test.each([
    [["--tsak", "x"], 'legate try has no option --tsak. Did you mean "--task"?'],
    [["-x"], "legate try has no option -x. See legate try --help."],
    [["--task"], "--task needs a value: --task TEXT."],
    [["--task="], "--task needs a value: --task TEXT."],
    [
      ["--task", "--quiet"],
      '--task needs a value, but "--quiet" follows; if that is the value, write --task=--quiet.',
    ],
    [["--quiet=yes"], "--quiet takes no value; write just --quiet."],
    [["--on-ask", "prak"], '--on-ask does not know "prak"; it takes park, deny. Did you mean "park"?'],
    [["a", "b"], 'legate try does not know what to do with "b". Usage: legate try [THING]'],
  ])("%j is refused with one clear line", (argv, message) => {
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ code: "bad-input", message }));
  });
});

describe("the command table", () => {
  test("has what scripts rely on", () => {
    const names = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);
    expect(names).toEqual([
      "run",
      "spawn",
      "list",
      "show",
      "logs",
      "transcript",
      "artifacts",
      "artifacts show",
      "artifacts export",
      "events",
      "wait",
      "send",
      "inbox",
      "approve",
      "deny",
      "interrupt",
      "resume",
      "fork",
      "close",
      "diff",
      "land",
      "restore",
      "overlap",
      "release",
      "drop",
      "gc",
      "pool",
      "workflow run",
      "workflow resume",
      "workflow explain",
      "workflow check",
      "workflow show",
      "workflow diff",
      "policy show",
      "policy check",
      "policy explain",
      "policy narrow",
      "trust",
      "untrust",
      "export",
      "import",
      "audit",
      "replay",
      "eval",
      "up",
      "down",
      "status",
      "doctor",
      "init",
    ]);
  });

  test("gives each command an example", () => {
    for (const { name, examples } of COMMANDS.filter(({ hidden }) => !hidden)) {
      expect(examples.map(({ command: line }) => line).join("\n"), name).toContain(`legate ${name}`);
    }
  });
});
