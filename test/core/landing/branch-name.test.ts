import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isBranchName } from "../../../src/core/landing/branch-name.ts";

const HOSTILE = [
  "-x",
  "--upload-pack=touch x",
  "a..b",
  "@{-1}",
  "@",
  "x.lock",
  "x.lock/y",
  "../../etc/passwd",
  "/etc",
  "a//b",
  "a/.b",
  "a/",
  "HEAD",
  "refs/heads/main",
  "a b",
  "a\0b",
  "a\nb",
  "$(touch x) y",
  "a:b",
  "x".repeat(300),
  "",
];

test.each(HOSTILE)("%j names no branch", (name) => {
  expect(isBranchName(name)).toBe(false);
});

test.each(["main", "feat/x-1", "legate/worker_1", "ümlaut", "CON", "$(x)", "v1.2"])("%j may", (name) => {
  expect(isBranchName(name)).toBe(true);
});

test("whatever it takes, git takes as a branch, too", () => {
  const near = fc.string({ unit: fc.constantFrom(..."ab./-@{}~^:$(; \\*\n\0lock"), maxLength: 12 });
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: "binary", maxLength: 8 })), (name) => {
      fc.pre(isBranchName(name));
      expect(() =>
        execFileSync("git", ["check-ref-format", "--branch", name], { stdio: "pipe" }),
      ).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
