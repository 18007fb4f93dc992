import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
const json = (text: string) => JSON.parse(text);

beforeAll(async () => {
  place = new Place();
  const model = place.model(
    "m",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "x" } }]\n  - text: "Not allowed."\n`,
  );
  const argv = ["run", "look", "--model", model, "--name", "looker", "-q"];
  await place.here([...argv, "--policy", "read-only", "--tools", "read_file"]);
  await place.here(["run", "edit", "--model", model, "--name", "editor", "-q"]);
});

afterAll(() => place[Symbol.dispose]());

describe("policy show", () => {
  test("shows every preset in full, also as JSON that is read back as the same policy", async () => {
    const { stdout } = await place.here(["policy", "show"]);
    for (const name of ["read-only", "edit", "build", "network"]) expect(stdout).toContain(`${name}\n`);
    const build = await place.here(["policy", "show", "build"]);
    expect(build.stdout).toMatch(/sideEffects +process_exec\n/);
    expect(build.stdout).toMatch(/networkHosts +\(none\)\n/);
    expect(build.stdout).toMatch(/argumentConstraints +\(no condition\)\n/);
    expect(build.stdout).toMatch(/allow +Edit, Bash\n/);
    const printed = json((await place.here(["policy", "show", "build", "--json"])).stdout);
    writeFileSync(join(place.path, "build.json"), JSON.stringify(printed.policy));
    expect((await place.here(["policy", "check", join(place.path, "build.json")])).code).toBe(0);
  });

  test("shows a worker's ceiling, who set each limit, and its rules", async () => {
    const { stdout } = await place.here(["policy", "show", "editor"]);
    expect(stdout).toMatch(/^editor \(.*\) may do at most\n/);
    expect(stdout).toMatch(/sideEffects +process_exec +set by operator, who spawned editor\n/);
    expect(stdout).toContain("rules, set by operator, who spawned editor");
    expect((await place.here(["policy", "show", "nobody"])).code).toBe(2);
  });
});

describe("policy check", () => {
  test("tells every problem with file, line and column, and exits with 2", async () => {
    const file = join(place.path, "bad.yaml");
    writeFileSync(file, "sideEffects: hgih\ntools: [read_file]\ntool: []\n");
    const { code, stdout } = await place.here(["policy", "check", file]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${file}:1:1: sideEffects: unknown value "hgih"`);
    expect(stdout).toContain(`${file}:3:1: tool: unknown field "tool"; did you mean "tools"?`);
    const report = json((await place.here(["policy", "check", file, "--json"])).stdout);
    expect(report).toMatchObject({ ok: false, files: [{ file, kind: "policy" }] });
    expect(report.files[0].problems).toHaveLength(2);
  });

  test("takes rules by themselves, and needs something to check", async () => {
    const good = await place.here(["policy", "check", "--rule", "Bash(npm test)"]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining("run_command") });
    const bad = await place.here(["policy", "check", "--rule", "Bsh(x)"]);
    expect(bad).toMatchObject({ code: 2, stdout: expect.stringContaining("did you mean Bash?") });
    expect((await place.here(["policy", "check"])).code).toBe(2);
    expect((await place.here(["policy", "check", "nowhere.yaml"])).code).toBe(2);
  });
});

describe("policy explain", () => {
  test("says what decided, whose rule it is, and what would be said now", async () => {
    const args = ["--tool", "write_file", "--args", '{"path": "b.txt", "content": "x"}'];
    const refused = await place.here(["policy", "explain", "looker", ...args]);
    expect(refused.code).toBe(0);
    expect(refused.stdout).toMatch(/^deny {2}/);
    expect(refused.stdout).toMatch(/rule +sideEffects: read_only\n/);
    expect(refused.stdout).toMatch(/whose +set by operator, who spawned looker\n/);
    const allowed = json((await place.here(["policy", "explain", "editor", "t1.1", "--json"])).stdout);
    expect(allowed).toMatchObject({
      tool: "write_file",
      decided: { decision: "allow" },
      now: { decision: "allow", owner: { by: "operator" } },
    });
  });

  test("says of each limit who set it, and refuses what makes no sense", async () => {
    const { stdout } = await place.here(["policy", "explain", "looker"]);
    expect(stdout).toMatch(/sideEffects +read_only +set by operator, who spawned looker\n/);
    for (const argv of [
      ["t1.1", "--tool", "grep"],
      ["--args", "{}"],
      ["--tool", "grep", "--args", "{"],
      ["t9.9"],
      ["--tool", "fly"],
    ])
      expect((await place.here(["policy", "explain", "looker", ...argv])).code, argv.join(" ")).toBe(2);
  });
});

describe("policy narrow", () => {
  test("takes away, leaves a record, and says whose word it is from then on", async () => {
    const args = ["--tool", "write_file", "--args", '{"path": "c.txt", "content": "x"}'];
    const before = await place.here(["policy", "explain", "editor", ...args]);
    expect(before.stdout).toMatch(/^allow/);
    const deny = ["--deny", "Edit(c.txt)", "--budget", "calls=7", "--max-depth", "0", "--reason", "enough"];
    const narrowed = await place.here(["policy", "narrow", "editor", ...deny]);
    expect(narrowed).toMatchObject({ code: 0, stdout: expect.stringContaining("may do less") });
    const after = await place.here(["policy", "explain", "editor", ...args]);
    expect(after.stdout).toMatch(/^deny[\s\S]*set by operator, who narrowed editor: enough\n/);
    const { limits } = json((await place.here(["policy", "explain", "editor", "--json"])).stdout);
    expect(limits).toContainEqual(expect.objectContaining({ dimension: "budgets.calls", value: 7 }));
    const records = (await place.here(["show", "editor", "--records"])).stdout.trim().split("\n").map(json);
    const types = records.map(({ record }) => record.type);
    expect(types).toContain("authority.narrowed");
    expect(types).toContain("budget.raised");
  });

  test("takes a preset or a policy file as well, and what would be no narrowing is bad input", async () => {
    const file = join(place.path, "less.yaml");
    writeFileSync(file, "tools: [read_file]\napprovals: { deny: [Read(.env)] }\n");
    expect((await place.here(["policy", "narrow", "looker", "--policy", file])).code).toBe(0);
    const { stdout } = await place.here(["policy", "show", "looker"]);
    expect(stdout).toMatch(/tools +read_file +set by operator, who narrowed looker/);
    expect((await place.here(["policy", "narrow", "looker", "--policy", "read-only"])).code).toBe(0);
    expect((await place.here(["policy", "narrow", "looker"])).code).toBe(2);
    expect((await place.here(["policy", "narrow", "looker", "--deny", "Bsh"])).code).toBe(2);
    expect((await place.here(["policy", "narrow", "looker", "--root", "/a/../b"])).code).toBe(0);
    expect((await place.here(["policy", "narrow", "looker", "--side-effects", "all"])).code).toBe(2);
  });
});

test("policy by itself says which commands there are", async () => {
  const { code, stderr } = await place.here(["policy", "shwo"]);
  expect(code).toBe(2);
  expect(stderr).toContain("show, check, explain, narrow");
  expect((await place.here(["policy", "narrow", "--help"])).stdout).toContain(
    "Usage: legate policy narrow WORKER",
  );
  expect((await place.here(["help", "policy", "show"])).stdout).toContain("Usage: legate policy show");
});
