import fc from "fast-check";
import { expect, test } from "vitest";
import { grantingRules } from "../../../src/core/policy/approval-rule.ts";
import { printRule } from "../../../src/core/policy/rule-syntax.ts";
import { rulesForCall } from "../../../src/core/policy/rules-for-call.ts";
import { editing, running, scripting } from "./call-facts.ts";

const CONTEXT = { workspaceRoot: "/w" };
const word = fc.oneof(
  fc.constantFrom("npm", "test", "*", "a*b", "[x]", "{a,b}", "sh", "-c", "a b", "", "x;y", "\\"),
  fc.string({ maxLength: 6 }),
);

test("the rules for a command give it, and no command with other words", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 5 }),
      fc.array(word, { minLength: 1, maxLength: 5 }),
      (argv, other) => {
        const rules = rulesForCall(running(...argv), CONTEXT);
        if (rules === undefined) return;
        expect(grantingRules(rules, running(...argv), CONTEXT)).toBeDefined();
        if (JSON.stringify(argv) !== JSON.stringify(other))
          expect(grantingRules(rules, running(...other), CONTEXT)).toBeUndefined();
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([
  [running("npm", "test"), ["Bash(npm test)"]],
  [running("ls", "*"), ["Bash(ls \\*)"]],
  [running("sh", "-c", "true"), undefined],
  [running("echo", "a b"), undefined],
  [scripting("ls"), undefined],
  [{ ...running("sh", "x.sh"), arguments: { stdin: "rm x" } }, undefined],
  [{ ...running("npm", "publish"), secrets: ["NPM_TOKEN"] }, undefined],
  [editing("/w/a", { paths: [] }), undefined],
])("%j is said as %j", (call, expected) => {
  expect(rulesForCall(call, CONTEXT)?.map(printRule)).toEqual(expected);
});

test("an edit of two files is said as both of them, from the workspace", () => {
  const edit = editing("/w/src/a[1].ts", {
    paths: [
      { path: "/w/src/a[1].ts", access: "write" },
      { path: "/elsewhere/b", access: "write" },
    ],
  });
  expect(rulesForCall(edit, CONTEXT)?.map(printRule)).toEqual([
    "edit_file(src/a\\[1\\].ts)",
    "edit_file(/elsewhere/b)",
  ]);
});
