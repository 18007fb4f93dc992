import { describe, expect, test } from "vitest";
import { ASK_ABOVE_READING, NOTHING_FURTHER } from "../../../src/core/policy/approval-policy.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { judge } from "../../../src/core/policy/judge.ts";
import { permits } from "../../../src/core/policy/permits.ts";
import { parseRule } from "../../../src/core/policy/rule-syntax.ts";
import { running, scripting } from "./call-facts.ts";
import {
  DISGUISED_STRINGS,
  naivelyAllowed,
  naivelyAllowedDisguised,
  SHELL_STRINGS,
} from "./shell-strings.ts";

const context = { workspaceRoot: "/w" };
const gitRules = [
  "Bash(git *)",
  "Bash(git status *)",
  "Bash(git:*)",
  "run_command(git *)",
  "Bash(git* *)",
].map(rule);
const careful = { ...ASK_ABOVE_READING, allow: gitRules };
/** Even where nothing is asked for by default. */
const careless = { ...NOTHING_FURTHER, allow: gitRules };

function rule(text: string) {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.rule;
}

const CORPUS = [
  ...SHELL_STRINGS.map((script) => ({ script, control: naivelyAllowed })),
  ...DISGUISED_STRINGS.map((script) => ({ script, control: naivelyAllowedDisguised })),
];

test("the corpus is as large as the one that broke other allow-lists", () => {
  expect(new Set(CORPUS.map(({ script }) => script)).size).toBeGreaterThanOrEqual(67);
});

describe("no rule for a program authorises", () => {
  test.each(CORPUS)("$script", ({ script, control }) => {
    expect(control(script), "the naive prefix match must let it through").toBe(true);
    expect(judge([careful], scripting(script), context).decision).toBe("ask");
    expect(judge([careless], scripting(script), context).decision).toBe("ask");
    for (const shell of [
      ["bash", "-c"],
      ["sh", "-ec"],
      ["env", "A=1", "/bin/dash", "-c"],
      ["git", "x"],
    ]) {
      const allow = ["Bash(bash *)", "Bash(sh *)", "Bash(env *)"].map(rule);
      const wrapped = judge([{ ...ASK_ABOVE_READING, allow }], running(...shell, script), context);
      expect(wrapped.decision, shell.join(" ")).toBe("ask");
    }
  });

  test.each(CORPUS)("in an argument constraint: $script", ({ script, control }) => {
    expect(control(script)).toBe(true);
    const constraint = { tool: "run_command", argument: "script", patterns: ["git *", "git*", "*"] };
    const policy = { ...TOP, argumentConstraints: [constraint] };
    expect(permits(policy, scripting(script), context).allowed).toBe(false);
  });
});

describe("the same rules do authorise", () => {
  test.each([[["git", "status"]], [["git", "log", "; rm x"]], [["git"]]])("the program %j", (argv) => {
    expect(judge([careful], running(...argv), context).decision).toBe("allow");
  });
});

describe("a rule that takes away sees a program", () => {
  const policy = { ...NOTHING_FURTHER, deny: [rule("Bash(rm *)")] };

  test.each([
    [["rm", "-rf", "."]],
    [["/bin/rm", "x"]],
    [["env", "A=1", "rm", "x"]],
    [["sudo", "/bin/rm", "x"]],
    [["sh", "-c", "true && rm x"]],
    [["xargs", "-n1", "rm"]],
    [["find", ".", "-name", "x", "-exec", "rm", "{}", "+"]],
    [["flock", "lock", "rm", "x"]],
  ])("in %j", (argv) => {
    expect(judge([policy], running(...argv), context).decision).toBe("deny");
  });

  test.each([
    [["git", "push"]],
    [["git", "-C", "elsewhere", "push", "origin"]],
    [["git", "--no-pager", "-c", "a.b=c", "push"]],
    [["env", "A=1", "git", "-C", "x", "push"]],
  ])("in %j, whatever options come before its words", (argv) => {
    const pushing = { ...NOTHING_FURTHER, deny: [rule("Bash(git push *)")] };
    expect(judge([pushing], running(...argv), context).decision).toBe("deny");
    expect(judge([pushing], running("git", "commit", "-m", "push"), context).decision).toBe("allow");
  });

  test("in time that grows with the command, not with its square", () => {
    const options = Array.from({ length: 100_000 }, () => "-x");
    const rules = { ...NOTHING_FURTHER, deny: [rule("Bash(git * * push)")] };
    expect(judge([rules], running("env", "git", ...options), context).decision).toBe("allow");
  });

  test.each(["rm x", "git status; rm x", "x=$(rm y)", "true\nrm z", "a|/bin/rm b"])(
    "in the script %j",
    (script) => {
      expect(judge([policy], scripting(script), context).decision).toBe("deny");
    },
  );

  test("and asks about a script in which it might hide, even when the whole tool is allowed", () => {
    const open = { ...policy, allow: [rule("Bash")] };
    expect(judge([open], scripting("r''m x"), context).decision).toBe("ask");
    for (const argv of [["sh"], ["bash", "-x"], ["bash", "-o", "errexit"], ["env", "dash", "-s", "x"]])
      expect(judge([open], running(...argv), context).decision, `${argv} reads a script`).toBe("ask");
    expect(judge([open], running("sh", "build.sh", "-s"), context).decision).toBe("allow");
    expect(judge([open], running("ls"), context).decision).toBe("allow");
    expect(judge([{ ...open, deny: [] }], scripting("r''m x"), context).decision).toBe("allow");
  });
});
