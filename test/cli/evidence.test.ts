import { afterEach, beforeEach, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place[Symbol.dispose]());

const CHECK = "  - calls: [{ tool: run_command, arguments: { argv: [test, -f, ok.txt] } }]\n";
const WRITES = (path: string) =>
  `  - calls: [{ tool: write_file, arguments: { path: ${path}, content: "x" } }]\n`;
const SAYS = '  - text: "I fixed it. All tests pass."\n';

async function ran(name: string, turns: string) {
  const model = place.model(name, turns);
  const args = ["--model", model, "--name", name, "--verify", "test -f ok.txt", "-q", "--json"];
  return JSON.parse((await place.here(["run", "fix it", ...args])).stdout);
}

test("a model that says that tests pass is refuted by the exit code that was recorded", async () => {
  const { status, evidence } = await ran("liar", CHECK + SAYS);
  expect(status).toBe("completed");
  expect(evidence).toMatchObject({
    verdict: "refuted",
    claimed: true,
    checks: [{ exitCode: 1, declared: true }],
  });
  const shown = await place.here(["show", "liar"]);
  expect(shown.stdout).toMatch(
    /evidence {2,}refuted: it says that they pass, and test -f ok.txt \(t1.1\) exited with 1/,
  );
});

test("a run that passed stands behind the result until files change after it", async () => {
  const honest = await ran("honest", WRITES("ok.txt") + CHECK + SAYS);
  expect(honest.evidence).toMatchObject({ verdict: "verified" });
  expect(honest.evidence.headTree).not.toBe(honest.evidence.baseTree);
  const late = await ran("late", WRITES("ok.txt") + CHECK + WRITES("more.txt") + SAYS);
  expect(late.evidence).toMatchObject({
    verdict: "unverified",
    why: "files may have changed after test -f ok.txt (t2.1)",
  });
});

test("a receipt has digests of what was asked, allowed, changed and put out, and the head of the chain", async () => {
  await ran("honest", WRITES("ok.txt") + CHECK + SAYS);
  const receipt = JSON.parse((await place.here(["show", "honest", "--receipt"])).stdout);
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  expect(receipt).toMatchObject({
    name: "honest",
    status: "completed",
    request: digest,
    policy: digest,
    evidence: { verdict: "verified" },
    base: { commit: expect.any(String), tree: expect.any(String) },
    diff: { digest, files: 1 },
    commands: [{ call: "t2.1", exitCode: 0, status: "ok", outputDigest: digest }],
    turns: 3,
    calls: 2,
    audit: { head: digest, unsealed: 0 },
  });
  const { head } = JSON.parse((await place.here(["audit", "verify", "honest", "--json"])).stdout).workers[0];
  expect(receipt.audit.head).toBe(head);
});
