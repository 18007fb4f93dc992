import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CopiedExamples, copiedExamples } from "./copied-examples.ts";

let copy: CopiedExamples;
beforeEach(() => {
  copy = copiedExamples();
});
afterEach(() => copy[Symbol.dispose]());

/** What would go through without the step that looks. */
const FAULTS = [
  {
    name: "issue-to-patch",
    fault: "a reviewer says no",
    words: '"pass": true, "reason": "Both',
    by: '"pass": false, "reason": "Not both',
    says: /review verification-failed {2}Not both faults/,
  },
  {
    name: "issue-to-patch",
    fault: "the repair mends nothing, time after time",
    words: /new_text: "Math.round\(\(cents[\s\S]*?exit code 0\] \}\n {8}text/,
    by: 'new_text: "Math.ceil(cents * percent) / 100" }]\n      - text',
    says: /^waiting: the edge from retest to test was taken 3 times/m,
  },
  {
    name: "ci-fixer",
    fault: "the mended code is as red as before",
    words: /cents: parseAmount\(amount\)"[\s\S]*?\n {8}text/,
    by: 'cents: parseAmounts(amount)" }\n      - text',
    says: /ci-again verification-failed {2}exit code 1/,
  },
  {
    name: "migration",
    fault: "a second reviewer says no",
    words: '"pass": true, "reason": "Three',
    by: '"pass": false, "reason": "Not three',
    says: /review map-unsatisfied {2}1 of 3 branches succeeded, and it needs 2/,
  },
];

test.each(FAULTS)(
  "the example $name lands nothing when $fault, and ends with 1",
  { timeout: 120_000 },
  async (one) => {
    copy.edit("migration.ts", "const FILES = 50", "const FILES = 3");
    copy.edit("migration.yaml", "50 files changed", "3 files changed");
    copy.edit("migration.yaml", "[job-50@example.com]", "[job-03@example.com]");
    expect(copy.edit(`${one.name}.yaml`, one.words, one.by)).toBeGreaterThan(0);
    const { code, stdout } = await copy.run(one.name);
    expect(stdout).toMatch(one.says);
    expect(stdout).toMatch(/^(?:failed|waiting): .*\n[\s\S]*nothing lands$/m);
    expect(code).toBe(1);
  },
);

test.each([
  {
    fault: "a quotation stands nowhere",
    words: /Nobody was paged\."/g,
    by: 'Somebody was paged."',
    says: "checkout-down.md does not say: Somebody was paged.",
  },
  {
    fault: "a source is cited that is not there",
    words: "gone, too [6]",
    by: "gone, too [6][7]",
    says: "there is no source [7]",
  },
])("a report is not taken when $fault", { timeout: 120_000 }, async ({ words, by, says }) => {
  expect(copy.edit("research-fan-out.yaml", words, by)).toBeGreaterThan(0);
  const { code, stdout } = await copy.run("research-fan-out");
  expect(stdout).toMatch(/citations verification-failed {2}exit code 1/);
  expect(stdout).toContain(says);
  expect(code).toBe(1);
});

test("where commands cannot be confined, the demo does nothing and says why", () => {
  const [bwrap = ""] = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"].filter((path) =>
    existsSync(path),
  );
  const without = ["--dev-bind", "/", "/", "--ro-bind", "/dev/null", realpathSync(bwrap)];
  const { status, stdout, stderr } = spawnSync(
    bwrap,
    [...without, process.execPath, copy.path("issue-to-patch.ts")],
    { encoding: "utf8" },
  );
  expect(stderr).toMatch(
    /^legate: Commands cannot be confined on this machine, so none is run\.\n.*bubblewrap/,
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
