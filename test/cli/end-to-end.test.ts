import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
let write: string;
let ask: string;

beforeAll(() => {
  place = new Place();
  write = place.model(
    "write",
    `  - text: I look first.
    calls: [{ tool: read_file, arguments: { path: a.txt } }]
    usage: { input_tokens: 1200, output_tokens: 40 }
  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "new\\n" } }]
  - text: "Wrote b.txt."
`,
  );
  ask = place.model(
    "ask",
    `  - calls: [{ tool: write_file, arguments: { path: c.txt, content: "new\\n" } }]
  - text: "Done."
`,
  );
});

afterAll(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);
const statesOf = ({ checks }: { checks: { name: string; state: string }[] }) =>
  Object.fromEntries(checks.map(({ name, state }) => [name, state]));

describe("a run", () => {
  test("does the work in a checkout of its own, shows it, and leaves the repository as it was", async () => {
    place.write("a.txt", "changed by hand\n");
    const before = place.git("status", "--porcelain=v2", "--branch");
    const ran = await place.legate(["run", "write b.txt", "--model", write, "--name", "first"]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("1 uncommitted file of the repository will not be in the workspace");
    expect(ran.stderr).toContain("preset build");
    expect(ran.stderr).toMatch(/turn 1 .*1\.2k in, 40 out/);
    expect(ran.stderr).toMatch(/ok +read a\.txt \(\d+/);
    expect(ran.stdout).toMatch(/^status +completed$/m);
    expect(ran.stdout).toContain("  Wrote b.txt.");
    expect(ran.stdout).toContain("  A b.txt  +1 -0");
    expect(ran.stdout).not.toContain("\u001b");
    expect(place.git("status", "--porcelain=v2", "--branch")).toBe(before);
  });

  test("takes the task from standard input, and answers in JSON", async () => {
    const ran = await place.legate(["run", "-", "--model", write, "--json", "--quiet"], {
      stdin: "write it\n",
    });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(json(ran.stdout)).toMatchObject({
      status: "completed",
      task: "write it",
      files: [{ path: "b.txt", status: "added", added: 1 }],
    });
  });

  test("is described by a file, and flags win", async () => {
    place.write(
      "w/worker.yaml",
      `task: from the file\nname: filed\nworkspace: { kind: worktree, repo: .. }\nlimits: { maxTurns: 9 }\n`,
    );
    const ran = await place.here([
      "run",
      "-f",
      "w/worker.yaml",
      "--model",
      write,
      "--max-turns",
      "1",
      "--json",
      "-q",
    ]);
    expect(ran.code).toBe(4);
    expect(json(ran.stdout)).toMatchObject({
      name: "filed",
      status: "waiting",
      waitingOn: "limit",
      turns: 1,
    });
  });

  test("that is interrupted is left resumable, and says how", async () => {
    const slow = place.model("slow", "  - { text: never said, delay_ms: 60000 }\n  - text: done\n");
    const run = place.start(["run", "wait", "--model", slow, "--name", "slow"]);
    await expect.poll(run.stderrSoFar, { timeout: 30_000 }).toMatch(/workspace \//); // what it follows: from then on it listens
    run.child.kill("SIGINT");
    const ran = await run.ended;
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/legate: interrupted; go on with: legate resume [0-9a-f-]+\n$/);
    expect(json((await place.here(["show", "slow", "--json"])).stdout).status).toBe("interrupted");
  });

  test("goes on when nobody reads its progress any more", async () => {
    const run = place.start(["run", "write b.txt", "--model", write, "--json"]);
    run.child.stderr.destroy();
    const ran = await run.ended;
    expect(ran.code).toBe(0);
    expect(json(ran.stdout).status).toBe("completed");
  });
});

describe("workers in the background", () => {
  test("are spawned by one process and waited for by another, and their work is looked at by a third", async () => {
    const spawned = await place.legate(["spawn", "write b.txt", "--model", write, "--name", "bg", "-q"]);
    expect(spawned.stdout).toMatch(/^worker_[0-9a-f-]{36}\n$/);
    expect(spawned.code).toBe(0);
    const waited = await place.legate(["wait", "bg", "--timeout", "40s"]);
    expect(waited.stdout).toMatch(/^bg \(.*\): completed\n$/);
    expect(waited.code).toBe(0);
    const id = spawned.stdout.trim();
    expect(json((await place.here(["show", "bg", "--json"])).stdout)).toMatchObject({
      id,
      status: "completed",
    });
    const patch = (await place.here(["diff", "bg"])).stdout;
    expect(patch).toMatch(/^diff --git a\/b\.txt b\/b\.txt\n/);
    expect((await place.here(["diff", "bg", "--name-only"])).stdout).toBe("b.txt\n");
    const closed = await place.here(["close", "bg"]);
    expect(closed).toMatchObject({ code: 0, stdout: waited.stdout });
    const released = await place.here(["release", "bg"]);
    expect(released).toMatchObject({ code: 0, stdout: expect.stringMatching(/^bg: directory removed: /) });
    expect((await place.here(["diff", "bg"])).stdout).toBe(patch);
  });

  test("two processes on one store spawn at once", async () => {
    const both = await Promise.all(
      ["one", "two"].map((name) => place.legate(["spawn", "x", "--model", write, "--name", name, "-q"])),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const waited = await place.here(["wait", "one", "two", "--timeout", "40s", "--json"]);
    expect(waited.code).toBe(0);
    expect(json(waited.stdout)).toMatchObject({ done: true, workers: [{ name: "one" }, { name: "two" }] });
  });

  test("ask a person, who answers from any shell", async () => {
    const folder = join(place.path, "in-place");
    mkdirSync(folder);
    const ran = await place.here([
      "run",
      "write c.txt",
      "--dir",
      folder,
      "--model",
      ask,
      "--name",
      "asks",
      "-q",
    ]);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(/legate approve [0-9a-f-]+ {3}or {3}legate deny/);
    expect((await place.here(["list"])).stdout).toMatch(/^Needs input \(\d+\)\n(?: .*\n)* +asks /m);
    expect((await place.here(["approve", "asks"])).code).toBe(0);
    expect((await place.here(["wait", "asks", "--timeout", "40s"])).code).toBe(0);
    expect(readFileSync(join(folder, "c.txt"), "utf8")).toBe("new\n");
  });

  test("are told no, and go on without", async () => {
    const folder = join(place.path, "denied");
    mkdirSync(folder);
    await place.here(["run", "write c.txt", "--dir", folder, "--model", ask, "--name", "refused", "-q"]);
    expect((await place.here(["deny", "refused", "--reason", "not here"])).code).toBe(0);
    expect((await place.here(["wait", "refused", "--timeout", "40s"])).code).toBe(0);
    expect((await place.here(["logs", "refused"])).stdout).toContain("denied by operator: write c.txt");
  });
});

describe("looking", () => {
  test("logs tell the story, and as JSON every event", async () => {
    const told = await place.here(["logs", "first"]);
    expect(told.stdout).toMatch(/T.*Z {2}turn 1/);
    expect(told.stdout).toContain("completed");
    const events = (await place.here(["logs", "first", "--json"])).stdout.trim().split("\n").map(json);
    expect(events[0]).toMatchObject({
      kind: "record",
      record: { seq: 1, record: { type: "worker.spawned" } },
    });
    const records = (await place.here(["show", "first", "--records"])).stdout.trim().split("\n").map(json);
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    expect(records).toHaveLength(events.length);
  });

  test("one call is shown with what was asked, decided and answered; an unknown one is bad input", async () => {
    const shown = await place.here(["show", "first", "--call", "t1.1"]);
    expect(shown.stdout).toMatch(/^call +t1\.1 /);
    expect(shown.stdout).toMatch(/^decision +allow: /m);
    expect(shown.stdout).toMatch(/^outcome +ok after /m);
    expect(json((await place.here(["show", "first", "--call", "t1.1", "--json"])).stdout)).toMatchObject({
      asked: { call: "t1.1" },
      finished: { status: "ok" },
    });
    expect(await place.here(["show", "first", "--call", "t9"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("first has no call t9"),
    });
  });

  test("doctor examines the machine, and never shows a key", async () => {
    const ran = await place.here(["doctor", "--json"], {
      env: { OPENAI_API_KEY: "sk-very-secret", LEGATE_MODEL: "openai/gpt-5.2" },
    });
    const { checks } = json(ran.stdout);
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      "node",
      "git",
      "sandbox",
      "tool roots",
      "secrets",
      "state",
      "store",
      "configuration",
      "model",
      "keys",
    ]);
    expect(ran.stdout).not.toContain("sk-very-secret");
    expect(ran.code).toBe(0);
  });

  test("doctor looks at the rest when the store cannot be opened, or the configuration not be read", async () => {
    const file = place.write("w/no-directory", "");
    const stateless = json((await place.here(["doctor", "--json", "--state-dir", file])).stdout);
    expect(statesOf(stateless)).toMatchObject({ sandbox: "ok", store: "fail", keys: "warn" });
    const env = { LEGATE_CONFIG: file, LEGATE_MODEL: write };
    place.write("w/no-directory", "modle: x");
    const configless = json((await place.here(["doctor", "--json"], { env })).stdout);
    expect(statesOf(configless)).toMatchObject({ store: "ok", configuration: "fail", model: "ok" });
  });

  test("init writes files that run reads, and never overwrites one", async () => {
    place.write(".legate/config.yaml", "# mine\n");
    const ran = await place.here(["init", "--json"]);
    expect(json(ran.stdout)).toMatchObject({
      created: [".legate/example-worker.yaml", ".legate/agents/reviewer.md"],
      existing: [".legate/config.yaml"],
    });
    expect(readFileSync(join(place.repo, ".legate/config.yaml"), "utf8")).toBe("# mine\n");
    const used = await place.here([
      "run",
      "-f",
      ".legate/example-worker.yaml",
      "--agent",
      "reviewer",
      "--model",
      write,
      "--json",
      "-q",
    ]);
    expect(json(used.stdout)).toMatchObject({ agent: "reviewer", preset: "read-only", name: "look-around" });
  });
});

describe("a scripted model", () => {
  test("that does not expect what it hears fails the worker, with both sides", async () => {
    const model = place.model("mismatch", "  - { expect: { message: something else }, text: hi }\n");
    const ran = await place.here(["run", "x", "--model", model, "--json", "-q"]);
    expect(ran.code).toBe(1);
    expect(json(ran.stdout)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("something else"),
    });
  });

  test("that runs out fails the worker", async () => {
    const model = place.model("short", "  - calls: [{ tool: read_file, arguments: { path: a.txt } }]\n");
    const ran = await place.here(["run", "x", "--model", model, "--json", "-q"]);
    expect(ran.code).toBe(1);
    expect(json(ran.stdout).status).toBe("failed");
  });
});
