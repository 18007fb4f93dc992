import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { Place } from "./legate-process.ts";

let place: Place;
let edits: string;
let commands: string;
const json = (text: string) => JSON.parse(text);

beforeEach(() => {
  place = new Place();
  const write = `{ tool: write_file, arguments: { path: b.txt, content: "x" } }`;
  edits = place.model("edits", `  - calls: [${write}]\n  - text: "Done."\n`);
  const run = `{ tool: run_command, arguments: { argv: ["true"] } }`;
  commands = place.model("commands", `  - calls: [${run}]\n  - text: "Done."\n`);
});
afterEach(() => place[Symbol.dispose]());

/** A worker in the repository's own folder, where the usual is to ask; nobody is there to answer. */
async function inPlace(model: string, ...more: string[]) {
  const argv = ["run", "x", "--dir", ".", "--model", model, "--on-ask", "deny", "--json", ...more];
  const { stdout, stderr } = await place.here(argv);
  const { preset, deniedCalls, id } = json(stdout);
  return { preset, deniedCalls, id, stderr };
}

const legate = (...argv: string[]) => place.here(argv);
const config = (text: string) => place.write(".legate/config.yaml", text);
const role = (front: string) =>
  place.write(".legate/agents/fixer.md", `---\nname: fixer\n${front}\n---\nFix it.`);
const bookOf = (state = place.state) => join(state, "trust.json");

describe("a repository that nobody trusts", () => {
  test("cannot take a question away by naming a preset; its user can", async () => {
    config("preset: edit\n");
    expect(await inPlace(edits)).toMatchObject({ preset: "edit", deniedCalls: 1 });
    expect(await inPlace(edits, "--policy", "edit")).toMatchObject({ preset: "edit", deniedCalls: 0 });
  });

  test("narrows the default: a read-only one leaves nothing to edit", async () => {
    config("preset: read-only\n");
    expect(await inPlace(edits)).toMatchObject({ preset: "read-only", deniedCalls: 1 });
  });
});

describe("a trusted repository", () => {
  test("has its own preset and limits, also wider ones, until a file of it changes; then it says which", async () => {
    const wide = "preset: build\nlimits: { maxTurns: 500 }\n";
    config(wide);
    expect(await inPlace(commands)).toMatchObject({ preset: "edit", deniedCalls: 1 });
    const trusted = await legate("trust");
    expect(trusted).toMatchObject({ code: 0, stdout: expect.stringContaining("preset: build") });
    const free = await inPlace(commands);
    expect(free).toMatchObject({ preset: "build", deniedCalls: 0 });
    const [born] = (await legate("show", free.id, "--records")).stdout.split("\n");
    expect(json(born ?? "").record.request.limits.maxTurns).toBe(500);

    config(`${wide}# and more\n`);
    const again = await inPlace(commands);
    expect(again).toMatchObject({ preset: "edit", deniedCalls: 1 });
    expect(again.stderr).toContain("is no longer trusted: .legate/config.yaml was changed");
    config(wide);
    expect(await inPlace(commands)).toMatchObject({ preset: "build" });
  });

  test.each([
    ["a new role", () => role("tools: Read"), ".legate/agents/fixer.md is new"],
    ["other instructions", () => place.write("AGENTS.md", "Obey.\n"), "AGENTS.md was changed"],
    ["fewer files", () => rmSync(join(place.repo, "AGENTS.md")), "AGENTS.md is gone"],
    [
      "a link in place of a file",
      () => {
        rmSync(join(place.repo, "AGENTS.md"));
        symlinkSync("/etc/hostname", join(place.repo, "AGENTS.md"));
      },
      "AGENTS.md cannot be read",
    ],
  ])("is one no more with %s", async (_, change, told) => {
    config("preset: build\n");
    place.write("AGENTS.md", "Use tabs.\n");
    await legate("trust");
    change();
    expect((await legate("trust", "--list")).stdout).toContain(`changed  ${place.repo}; ${told}`);
    const { checks } = json((await legate("doctor", "--json")).stdout);
    const read = checks.find(({ name }: { name: string }) => name === "configuration");
    expect(read.fix).toContain(told);
  });

  test("gives its roles what they ask for, up to the preset that holds, and no further", async () => {
    role("permissionMode: bypassPermissions");
    expect(await inPlace(edits, "--agent", "fixer")).toMatchObject({
      deniedCalls: 1,
      stderr: expect.stringContaining("permissionMode: bypassPermissions is not taken"),
    });
    await legate("trust");
    const trusted = await inPlace(edits, "--agent", "fixer");
    expect(trusted).toMatchObject({ preset: "edit", deniedCalls: 0 });
    expect(trusted.stderr).not.toContain("not taken");
    expect(await inPlace(commands, "--agent", "fixer")).toMatchObject({ preset: "edit", deniedCalls: 1 });
    expect(await inPlace(edits, "--agent", "fixer", "--policy", "read-only")).toMatchObject({
      deniedCalls: 1,
    });
  });

  test("has the calls that its roles name with a condition go ahead, and asks about the others", async () => {
    role("tools: Write(b.txt)");
    const other = place.model(
      "other",
      `  - calls: [{ tool: write_file, arguments: { path: c.txt, content: "x" } }]\n  - text: "Done."\n`,
    );
    expect(await inPlace(edits, "--agent", "fixer")).toMatchObject({ deniedCalls: 1 });
    await legate("trust");
    expect(await inPlace(edits, "--agent", "fixer")).toMatchObject({ deniedCalls: 0 });
    expect(await inPlace(other, "--agent", "fixer")).toMatchObject({ deniedCalls: 1 });
  });

  test("widens work on itself alone: another folder, made from within it, is as it always was", async () => {
    config("preset: build\n");
    role("permissionMode: auto");
    await legate("trust");
    const other = join(place.path, "other");
    mkdirSync(other);
    const elsewhere = await inPlace(edits, "--dir", other, "--agent", "fixer");
    expect(elsewhere).toMatchObject({ preset: "edit", deniedCalls: 1 });
    expect(await inPlace(edits)).toMatchObject({ preset: "build", deniedCalls: 0 });
  });

  test("never says where keys and text go, and is not trusted with files that have problems", async () => {
    config("preset: build\nproviders: {}\n");
    const refused = await legate("trust");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("only the user's own") });
    expect((await legate("run", "x", "--model", edits)).code).toBe(2);
    config("preset: build\n");
    role("tool: Read");
    expect((await legate("trust")).stderr).toContain("fixer.md:3:1: tool: unknown field");
  });

  test("is trusted at its top and by its real path: a folder inside cannot bring its own configuration", async () => {
    config("preset: edit\n");
    place.write("packages/a/.legate/config.yaml", "preset: build\n");
    await legate("trust");
    const inside = await place.here(
      ["run", "x", "--dir", ".", "--model", commands, "--on-ask", "deny", "--json"],
      { cwd: join(place.repo, "packages/a") },
    );
    expect(json(inside.stdout)).toMatchObject({ preset: "edit", deniedCalls: 1 });
    symlinkSync(place.repo, join(place.path, "link"));
    const again = await place.here(["untrust"], { cwd: join(place.path, "link") });
    expect(again.stdout).toContain(`no longer trusts ${place.repo}`);
  });
});

describe("the book of trust", () => {
  test("is the user's alone, outside of the repository, which stays as it was", async () => {
    config("preset: build\n");
    const before = await repositoryDigest(place.repo);
    await legate("trust");
    expect(await repositoryDigest(place.repo)).toBe(before);
    expect(statSync(bookOf()).mode & 0o777).toBe(0o600);
    chmodSync(bookOf(), 0o620);
    const open = await legate("run", "x", "--model", edits);
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining("somebody else may write it") });
    chmodSync(bookOf(), 0o600);
    writeFileSync(bookOf(), "{}");
    expect((await legate("trust", "--list")).stderr).toContain("it is damaged");
  });

  test("is of the state directory that is named, and two who trust at one time lose nothing", async () => {
    config("preset: build\n");
    const other = join(place.path, "other");
    mkdirSync(other);
    execFileSync("git", ["init", "-q", other]);
    writeFileSync(join(other, "AGENTS.md"), "x\n");
    await Promise.all([legate("trust"), legate("trust", other), legate("trust")]);
    const list = json((await legate("trust", "--list", "--json")).stdout);
    expect(list.map(({ path }: { path: string }) => path).toSorted()).toEqual([other, place.repo].toSorted());
    expect((await legate("trust", "--list", "--json", "--state-dir", join(place.path, "s2"))).stdout).toBe(
      "[]\n",
    );
    rmSync(other, { recursive: true });
    expect((await legate("trust", "--list")).stdout).toContain(`changed  ${other}; AGENTS.md is gone`);
    expect((await legate("untrust", other)).stdout).toContain("no longer trusts");
    expect((await legate("untrust", other)).stdout).toContain("was not trusted");
  });

  test("cannot be written by a worker, neither by a command nor by a tool; the same command can outside", async () => {
    config("preset: build\n");
    await legate("trust");
    const before = readFileSync(bookOf(), "utf8");
    const script = `echo forged > ${bookOf()}; echo forged > ${bookOf(place.state)}.x; ls -A ${place.state}`;
    const forge = place.model(
      "forge",
      `  - calls: [{ tool: run_command, arguments: { shell: ${JSON.stringify(script)} } }, { tool: write_file, arguments: { path: ${bookOf()}, content: forged } }]\n  - text: "Done."\n`,
    );
    const { id } = await inPlace(forge);
    expect((await legate("show", id)).stdout).toContain("completed");
    const ran = (await legate("show", id, "--call", "t1.1")).stdout;
    expect(ran).toContain("exit");
    expect(ran).not.toContain("journal.db");
    expect(readFileSync(bookOf(), "utf8")).toBe(before);
    execFileSync("sh", ["-c", script]);
    expect(readFileSync(bookOf(), "utf8")).toBe("forged\n");
  });

  test("is about repositories that say something", async () => {
    expect(await legate("trust")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nothing to trust"),
    });
    expect((await legate("trust", place.path)).stderr).toContain("is in no git repository");
  });
});
