import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
beforeEach(async () => {
  place = new Place();
  const model = place.model(
    "writing",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "one\\n" } }]
  - text: "Written."
`,
  );
  expect((await place.here(["run", "write it", "--model", model, "--name", "writer", "-q"])).code).toBe(0);
});
afterEach(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);
const at = (name: string) => join(place.path, name);

/** As if its model had said something else at the end. */
function changeAnswer(): void {
  using store = new DatabaseSync(join(place.state, "journal.db"));
  const rule =
    "UPDATE records SET data = replace(data, 'Written.', 'Nothing.') WHERE type = 'turn.completed'";
  expect(Number(store.prepare(rule).run().changes)).toBeGreaterThan(0);
}

/** A suite in the scratch place, and its name. */
function suite(text: string): string {
  writeFileSync(at("suite.yaml"), text);
  return at("suite.yaml");
}

describe("legate replay", () => {
  test("decides a worker anew, from the store and from an export of it", async () => {
    await place.here(["export", "writer", "-o", at("w.legate")]);
    for (const of of [[], ["writer"], [at("w.legate")]]) {
      const replayed = await place.here(["replay", ...of, "--json"]);
      expect(json(replayed.stdout)).toMatchObject({ ok: true, workers: [{ name: "writer" }] });
      expect(replayed.code).toBe(0);
    }
    expect((await place.here(["replay"])).stdout).toMatch(
      /same {6}writer \(.+\): \d+ records, \d+ decisions made again\n1 run: as recorded/,
    );
  });

  test("names the first record that would be another one, and fails", async () => {
    changeAnswer();
    const replayed = await place.here(["replay", "writer"]);
    expect(replayed.stdout).toMatch(
      /diverged {2}writer \(.+\): record \d+, worker.completed: it would complete with "Nothing." here/,
    );
    expect(replayed.code).toBe(1);
  });

  test("refuses a file that is no export, and a worker that is not there", async () => {
    writeFileSync(at("not"), "x");
    expect(await place.here(["replay", at("not")])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is no export of a worker; legate export makes one"),
    });
    expect((await place.here(["replay", "nobody"])).code).toBe(2);
  });
});

const GOOD = `
runs:
  recorded:
    worker: writer
    expect:
      status: completed
      verdict: unverified
      result: { equals: Written., contains: Writ, lacks: [Error] }
      used: [write_file]
      unused: [run_command]
      artifacts: [{ kind: artifact, atMost: 0 }]
      atMost: { costUsd: 0, turns: 2, calls: 1, deniedCalls: 0 }
      replays: true
`;

describe("legate eval", () => {
  test("passes a suite of which everything holds, recorded, exported or made now", async () => {
    await place.here(["export", "writer", "-o", at("w.legate")]);
    writeFileSync(
      at("worker.yaml"),
      `task: write it\nmodel: scripted:${at("writing.yaml")}\nworkspace: { kind: worktree, repo: shop }\n`,
    );
    const file = suite(`${GOOD}
  exported: { export: w.legate, expect: { replays: true } }
  made: { spawn: worker.yaml, expect: { status: completed, result: { equals: Written. } } }
`);
    const judged = await place.here(["eval", file, "--junit", at("out.xml"), "--json"]);
    expect(json(judged.stdout)).toMatchObject({ pass: true, total: 3, passed: 3, failed: 0 });
    expect(judged.code).toBe(0);
    expect(readFileSync(at("out.xml"), "utf8")).toContain('<testsuites tests="3" failures="0"');
    expect((await place.here(["eval", file, "-q"])).stdout).toContain("3 runs passed");
  });

  test("says of each run all that does not hold, fails, and tells CI", async () => {
    changeAnswer();
    const file = suite(`
runs:
  wrong:
    worker: writer
    expect:
      status: failed
      result: { contains: [Sorted], lacks: Written. }
      used: [run_command]
      unused: [write_file]
      artifacts: [{ kind: diff }]
      atMost: { turns: 1 }
      replays: true
  absent: { worker: nobody, expect: { status: completed } }
`);
    const judged = await place.here(["eval", file, "--junit", at("out.xml"), "--json"]);
    const { pass, failed, runs } = json(judged.stdout);
    expect({ pass, failed, code: judged.code }).toEqual({ pass: false, failed: 2, code: 1 });
    expect(runs[0].unmet).toEqual([
      "its status is completed, not failed",
      'its result lacks "Sorted"',
      'its result contains "Written."',
      "it has 0 artifacts of kind diff, not 1 or more",
      "no call of run_command succeeded",
      "write_file was called",
      "turns is 2, above 1",
      expect.stringMatching(/^it does not replay: record \d+, worker.completed: /),
    ]);
    expect(runs[1].unmet).toEqual([expect.stringContaining("nobody")]);
    const xml = readFileSync(at("out.xml"), "utf8");
    expect(xml).toContain('<failure message="its status is completed, not failed">');
    expect(xml).toContain("its result lacks &#34;Sorted&#34;");
  });

  test("refuses a suite that is wrong with every problem in its place, and writes over no file", async () => {
    const file = suite(
      "runs:\n  a: { worker: w, export: x, expect: {} }\n  b: { worker: w, expect: { staus: x } }\n",
    );
    const { code, stderr } = await place.here(["eval", file, "--junit", at("out.xml")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/suite.yaml:2:\d+: runs.a: needs exactly one of/);
    expect(stderr).toMatch(/suite.yaml:2:\d+: runs.a.expect: must expect something/);
    expect(stderr).toMatch(/suite.yaml:3:\d+: runs.b.expect.*staus/);
    expect(existsSync(at("out.xml"))).toBe(false);
  });
});
