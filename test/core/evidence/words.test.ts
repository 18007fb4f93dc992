import { expect, test } from "vitest";
import { claimsPassing } from "../../../src/core/evidence/claims-passing.ts";
import { isTestCommand } from "../../../src/core/evidence/test-command.ts";

test.each([
  "All tests pass.",
  "I fixed the bug. The tests pass now.",
  "All 7 tests pass.",
  "42 tests passed, 0 failed",
  "The test suite is green",
  "It passes all tests.",
  "Verification succeeded.",
])("%j says that they pass", (text) => {
  expect(claimsPassing(text)).toBe(true);
});

test.each([
  "Done.",
  "The tests do not pass.",
  "I couldn't get the tests to pass.",
  "The tests should pass now.",
  "Once the tests pass, merge it.",
  "2 tests passed, 1 failed.",
  "Run the tests to see whether they pass if you like.",
  "I pass the path to the parser.",
  "I added tests. The parser passes its option on.",
])("%j does not say so", (text) => {
  expect(claimsPassing(text)).toBe(false);
});

test.each([
  ["npm", "test"],
  ["npm", "run", "test:unit"],
  ["npx", "vitest", "run"],
  ["pnpm", "exec", "jest"],
  ["./node_modules/.bin/vitest"],
  ["node", "--test"],
  ["python3", "-m", "pytest", "-q"],
  ["cargo", "test"],
  ["go", "test", "./..."],
  ["make", "check"],
])("%s %s runs tests", (...argv) => {
  expect(isTestCommand(argv.filter((word) => word !== undefined))).toBe(true);
});

test.each([
  ["npm", "install"],
  ["npm", "run", "build"],
  ["vitest", "--help"],
  ["pytest", "--collect-only"],
  ["node", "test.js"],
  ["python3", "-m", "http.server"],
  ["echo", "npm", "test"],
  ["bash", "-c", "npm test"],
])("%s %s runs none", (...argv) => {
  expect(isTestCommand(argv.filter((word) => word !== undefined))).toBe(false);
});
