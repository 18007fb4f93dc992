import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aHarnSnapshot, HARN_ID } from "../wire/a-harn-snapshot.ts";
import { Place } from "./legate-process.ts";

let place: Place;
/** Another machine: another state directory, another repository. */
let elsewhere: Place;
let model: string;
beforeEach(() => {
  place = new Place();
  elsewhere = new Place();
  model = place.model(
    "moving",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "one\\n" } }]
  - calls: [{ tool: run_command, arguments: { argv: [cp, b.txt, c.txt] } }]
  - text: "Copied."
`,
  );
});
afterEach(() => {
  elsewhere[Symbol.dispose]();
  place[Symbol.dispose]();
});

const json = (text: string) => JSON.parse(text);
const here = () => place;
const there = () => elsewhere;
const file = () => join(place.path, "w.legate");

/** Wrote a file, and waits for a person's yes to its command. */
async function aParkedWorker(): Promise<string> {
  place.write("policy.yaml", "preset: build\napprovals: { ask: [run_command] }\n");
  const ran = await place.here([
    "run",
    "copy it",
    "--model",
    model,
    "--name",
    "copier",
    "--policy",
    "policy.yaml",
    "--json",
    "-q",
  ]);
  expect(ran.code).toBe(3);
  return json(ran.stdout).id;
}

describe("a worker that is moved", () => {
  test("goes on in another state directory with its files, when the first one and the repository are gone", async () => {
    const id = await aParkedWorker();
    const exported = await place.here(["export", "copier", "-o", file(), "--json"]);
    expect(json(exported.stdout)).toMatchObject({ format: "legate", worker: id, file: file() });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    rmSync(place.state, { recursive: true });
    const gone = join(place.path, "gone");
    renameSync(place.repo, gone);
    mkdirSync(place.repo);

    const imported = await elsewhere.here(["import", file(), "--model", model, "--json"]);
    expect(imported.code).toBe(0);
    const { worker } = json(imported.stdout);
    expect(worker).toMatchObject({ id, name: "copier", status: "interrupted", turns: 2 });
    expect(JSON.stringify(worker.workspace)).not.toContain(place.path);
    expect((await elsewhere.here(["diff", "copier", "--stat"])).stdout).toContain("b.txt");
    const resumed = await elsewhere.here(["resume", "copier", "-f", "--json"]);
    expect(json(resumed.stdout), "it asks again").toMatchObject({ waitingOn: "approval", turns: 2 });
    await elsewhere.here(["approve", "copier"]);
    const waited = await elsewhere.here(["wait", "copier", "--settled", "--json"]);
    expect(json(waited.stdout).workers[0]).toMatchObject({
      status: "completed",
      result: "Copied.",
      turns: 3,
    });
    expect(await changedFiles()).toEqual(["b.txt", "c.txt"]);
    const logs = await elsewhere.here(["logs", "copier"]);
    expect(logs.stdout).toContain("imported from legate by operator");
    expect((await elsewhere.here(["release", "copier"])).code).toBe(0);
  });

  test("has its files and its forks from records before that, too", async () => {
    await aParkedWorker();
    await place.here(["export", "copier", "-o", file()]);
    const shown = await place.here(["show", "copier", "--records"]);
    const seqs = shown.stdout
      .trim()
      .split("\n")
      .map(json)
      .flatMap(({ seq, record }) => (record.type === "workspace.checkpointed" ? [seq] : []));
    expect(seqs).not.toEqual([]);
    rmSync(place.state, { recursive: true });
    await elsewhere.here(["import", file(), "--model", model]);
    const to = join(elsewhere.path, "as-it-was");
    const restored = await elsewhere.here(["restore", "copier", "--at", `${seqs[0]}`, "--to", to]);
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(to, "b.txt"), "utf8")).toBe("one\n");
    const forked = await elsewhere.here(["fork", "copier", "--at", `${seqs[0]}`, "--json"]);
    expect(forked).toMatchObject({ code: 0 });
  });

  test("that came without a repository lands in the clone that is named, and never in what keeps its files", async () => {
    await aParkedWorker();
    await place.here(["close", "copier"]);
    await place.here(["export", "copier", "-o", file()]);
    await elsewhere.here(["import", file(), "--model", model]);
    const env = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };
    const lost = await elsewhere.here(["land", "copier"], { env });
    expect([lost.code, lost.stdout]).toEqual([
      2,
      expect.stringMatching(/is not a repository of yours.*--into/),
    ]);
    const shown = () => elsewhere.here(["show", "copier", "--json"]).then(({ stdout }) => json(stdout));
    expect((await shown()).landed).toEqual([]);
    const patch = await elsewhere.here(["land", "copier", "--strategy", "patch"], { env });
    expect(patch.stdout).toContain("+one");
    const landed = await elsewhere.here(["land", "copier", "--into", place.repo], { env });
    expect(landed).toMatchObject({ code: 0 });
    expect((await shown()).landed).toMatchObject([{ repo: place.repo, branch: "main" }]);
    expect(readFileSync(join(place.repo, "b.txt"), "utf8")).toBe("one\n");
  });

  test("may less where less is given there, whatever its file says", async () => {
    await aParkedWorker();
    await place.here(["export", "copier", "-o", file()]);
    const policy = ["--policy", "read-only", "--model", model];
    const imported = await elsewhere.here(["import", file(), ...policy]);
    expect(imported.stderr).toMatch(/no more here: write_file, edit_file, run_command/);
    const resumed = await elsewhere.here(["resume", "copier", "-f", "--json", "-q"]);
    expect(json(resumed.stdout)).toMatchObject({ status: "completed", deniedCalls: 1 });
    expect(await changedFiles()).toEqual(["b.txt"]);
  });

  test("belongs to the repository that is named there, if that has its base", async () => {
    await aParkedWorker();
    await place.here(["export", "copier", "-o", file()]);
    const other = join(place.path, "other");
    mkdirSync(other);
    place.git("init", "-q", other);
    const wrong = await elsewhere.here(["import", file(), "--model", model, "--repo", other]);
    expect(wrong.code).toBe(2);
    const right = await elsewhere.here(["import", file(), "--model", model, "--repo", place.repo, "--json"]);
    expect(json(right.stdout).worker.workspace).toMatchObject({ repo: place.repo });
  });
});

async function changedFiles(): Promise<string[]> {
  const { files } = json((await elsewhere.here(["diff", "copier", "--json"])).stdout);
  return files.map(({ path }: { path: string }) => path);
}

const REFUSALS: readonly (readonly [string, () => Place, () => readonly string[], RegExp])[] = [
  [
    "a file that is there already",
    here,
    () => ["export", "copier", "-o", join(place.repo, "a.txt")],
    /is there already/,
  ],
  ["an unknown worker", here, () => ["export", "nobody"], /no worker nobody/],
  ["a format that nobody has", here, () => ["export", "copier", "--format", "yaml"], /does not know "yaml"/],
  ["a worker that is here", here, () => ["import", file(), "--model", model], /already/],
  ["a model of the other machine", there, () => ["import", file()], /--model/],
  ["a file that is no export", there, () => ["import", "a.txt"], /no export of Legate's/],
  ["a file that is not there", there, () => ["import", "nothing"], /cannot be read/],
  ["a torn file", there, () => ["import", tornFile()], /ends in the middle/],
  ["a policy that is none", there, () => ["import", file(), "--policy", "buld"], /Did you mean "build"/],
  [
    "a state directory in its folder",
    there,
    () => ["import", file(), "--dir", elsewhere.path],
    /lies inside/,
  ],
];

test("every refusal is one clear line, and nothing is made", async () => {
  await aParkedWorker();
  await place.here(["export", "copier", "-o", file()]);
  for (const [what, machine, args, message] of REFUSALS) {
    const refused = await machine().here(args());
    expect(refused.code, what).toBe(2);
    expect(refused.stderr, what).toMatch(message);
    expect(refused.stderr.trim().split("\n"), what).toHaveLength(1);
    expect((await elsewhere.here(["list", "--json"])).stdout, what).toBe("[]\n");
  }
  expect(readFileSync(join(place.repo, "a.txt"), "utf8")).toBe("hello\n");
});

function tornFile(): string {
  const path = join(place.path, "torn.legate");
  const whole = readFileSync(file());
  writeFileSync(path, whole.subarray(0, whole.length - 200));
  return path;
}

describe("a snapshot of Harn's", () => {
  const snapshot = (changed = {}) => {
    const path = join(place.path, `${HARN_ID}.json`);
    writeFileSync(path, JSON.stringify(aHarnSnapshot(changed)));
    return path;
  };

  test("becomes a worker that goes on here", async () => {
    const goesOn = place.model(
      "goes-on",
      '  - text: no\n  - text: no\n  - text: no\n  - text: "Third time."\n',
    );
    const args = ["--repo", ".", "--model", goesOn, "--json"];
    const imported = await place.here(["import", snapshot({ status: "running" }), ...args]);
    expect(imported.code).toBe(0);
    const { worker, notes } = json(imported.stdout);
    expect(worker).toMatchObject({ name: "fixer", task: "and the docs", status: "interrupted", cycle: 2 });
    expect(worker.createdAt).toBe("2026-03-02T09:30:57.593Z");
    expect(notes.join("\n")).toContain("API_KEY");
    const resumed = await place.here(["resume", "fixer", "-f", "--json", "-q"]);
    expect(json(resumed.stdout)).toMatchObject({ status: "completed", result: "Third time." });
    const records = await place.here(["show", "fixer", "--records"]);
    expect(records.stdout).not.toContain("sk-very-secret");
  });

  test("is taken once, and only with a place to work when it had one", async () => {
    const args = ["import", snapshot(), "--model", model];
    expect((await place.here(args)).stderr).toContain("say where it works here");
    expect((await place.here([...args, "--repo", "."])).code).toBe(0);
    const again = await place.here([...args, "--repo", "."]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("imported before") });
    expect(json((await place.here(["list", "--json"])).stdout)).toHaveLength(1);
  });

  test("tells every problem with its place", async () => {
    const wrong = await place.here(["import", snapshot({ more: 1, audit: "x" }), "--json"]);
    expect(wrong.code).toBe(2);
    const { error } = json(wrong.stdout);
    expect(error).toMatchObject({ code: "bad-input" });
    expect(error.details.problems).toHaveLength(2);
  });

  test("is what a worker of ours is exported as, and comes back from", async () => {
    await aParkedWorker();
    const path = join(place.path, "ours.json");
    expect((await place.here(["export", "copier", "--format", "harn", "-o", path])).code).toBe(0);
    expect(json(readFileSync(path, "utf8"))).toMatchObject({
      _type: "worker_snapshot",
      name: "copier",
      status: "running",
    });
    const back = await elsewhere.here(["import", path, "--repo", ".", "--model", model, "--json"]);
    expect(json(back.stdout).worker).toMatchObject({
      name: "copier",
      task: "copy it",
      status: "interrupted",
    });
  });
});
