import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { Place } from "./legate-process.ts";

let place: Place;

const writes = (path: string, content: string) =>
  `  - calls: [{ tool: write_file, arguments: { path: ${path}, content: ${JSON.stringify(content)} } }]\n  - text: "Done."\n`;

beforeAll(async () => {
  place = new Place();
  const run = (name: string, model: string) =>
    place.here(["run", `Work on ${name}`, "--model", model, "--name", name, "-q"]);
  await run("one", place.model("one", writes("b.txt", "b\n")));
  await run("two", place.model("two", writes("c.txt", "c\n")));
  await run("other-b", place.model("other-b", writes("b.txt", "another\n")));
  await run("ci", place.model("ci", writes("package.json", "{}\n")));
});

afterAll(() => place[Symbol.dispose]());

const ME = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };
const land = (...args: string[]) => place.here(["land", ...args], { env: ME });
const json = (text: string) => JSON.parse(text);

test("two workers land one after the other, their work is landed for gc, and undo takes one back", async () => {
  const before = await repositoryDigest(place.repo);
  const nobody = await place.here(["land", "one"]);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("git config --global user.name")]);
  const plan = await land("one", "--dry-run");
  expect(plan.stdout).toMatch(/^one: would land: main [0-9a-f]{10} -> [0-9a-f]{10}\n {2}A b\.txt +\+1 -0\n/);
  expect(await repositoryDigest(place.repo)).toBe(before);

  const both = await land("one", "two");
  expect(both.code).toBe(0);
  expect(both.stdout).toMatch(/^one: landed: main .*\n[\s\S]*^two: landed: main /m);
  expect(place.git("log", "--format=%s/%an", "main")).toBe("Work on two/Ann\nWork on one/Ann\none/t\n");
  expect(place.git("status", "--porcelain")).toBe("");
  expect(readFileSync(join(place.repo, "b.txt"), "utf8")).toBe("b\n");
  expect((await place.here(["logs", "one"])).stdout).toMatch(/landed on main \([0-9a-f]{10}\)/);
  expect(json((await place.here(["gc", "--older-than", "0s", "--json"])).stdout).removed).toHaveLength(2);

  const undone = await land("two", "--undo");
  expect([undone.code, undone.stdout]).toEqual([0, expect.stringMatching(/^two: taken back: main/)]);
  expect(existsSync(join(place.repo, "c.txt"))).toBe(false);
  expect(json((await place.here(["gc", "--older-than", "0s", "--json"])).stdout).removed).toHaveLength(1);
  expect((await land("two", "--undo")).code).toBe(0);

  const [commit] = place.git("log", "--format=%H", "--grep=Work on one", "main").split("\n");
  const listed = json((await place.here(["list", "--json"])).stdout);
  const landed = (name: string) => listed.find((one: { name: string }) => one.name === name).landed;
  const landing = { commit, branch: "main", repo: place.repo, undoneAt: null };
  expect(landed("one")).toMatchObject([landing]);
  expect(landed("two")).toMatchObject([{ branch: "main", undoneAt: expect.any(String) }]);
  expect(landed("ci")).toEqual([]);
  expect((await place.here(["show", "one"])).stdout).toContain(`${commit} on main, 20`);
  expect((await place.here(["show", "two"])).stdout).toMatch(/landed .* on main, .*; taken back 20/);
});

test("a conflict is shown with its three sides and ends with 1", async () => {
  const refused = await land("other-b");
  expect(refused.code).toBe(1);
  expect(refused.stdout).toMatch(/^other-b: not landed \(conflicts\): 1 path conflicts?/);
  expect(refused.stdout).toMatch(
    /conflict b\.txt .*\n {4}base +none\n {4}target +100644 .*\n {4}worker +100644/,
  );
  expect(refused.stdout).toContain("    | <<<<<<< target");
});

test("a file that runs later needs a yes by its name: 3 without, 0 with", async () => {
  const asked = await land("ci");
  expect([asked.code, asked.stdout]).toEqual([3, expect.stringContaining("--accept")]);
  expect(asked.stdout).toContain("package.json (package-script): ask");
  expect((await land("ci", "--accept", "package.json")).code).toBe(0);
});

test("a patch is written to standard output or a file, and applies", async () => {
  const patch = await land("two", "--strategy", "patch", "-q");
  expect([patch.code, patch.stderr]).toEqual([0, ""]);
  expect(patch.stdout).toMatch(
    /^From [0-9a-f]{40} [\s\S]*Subject: \[PATCH\] Work on two[\s\S]*Legate-Worker: worker_/,
  );
  const file = join(place.path, "two.patch");
  expect((await land("two", "--strategy", "patch", "-o", file)).code).toBe(0);
  expect(readFileSync(file, "utf8").replace(/^From .*|^Date: .*/gm, "")).toBe(
    patch.stdout.replace(/^From .*|^Date: .*/gm, ""),
  );
  place.git("apply", "--check", file);
  for (const taken of [file, place.path, join(place.path, "no", "folder.patch")]) {
    const refused = await land("two", "--strategy", "patch", "-o", taken);
    expect(refused, taken).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/stays as it is; name another|cannot be written/);
  }
});

test("a part that landed before is there already, and a part that never changed is none", async () => {
  const branch = ["--onto", "parts"];
  place.git("branch", "parts");
  expect((await land("two", ...branch, "--", "c.txt")).code).toBe(0);
  const again = await land("two", ...branch, "--", "c.txt");
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toContain("already");
  const never = await land("two", ...branch, "--", "a.txt");
  expect(never).toMatchObject({ code: 2 });
  expect(never.stderr).toContain("Nothing changed at");
});

test("options that do not go together, and branches that are none, are bad input", async () => {
  for (const args of [
    ["--", "b.txt"],
    ["one", "--undo", "--onto", "x"],
    ["one", "-o", "x"],
    ["one", "two", "--strategy", "patch"],
    ["one", "--strategy", "force"],
    ["one", "--onto=-x"],
    ["one", "--author", "Ann"],
  ])
    expect((await land(...args)).code, args.join(" ")).toBe(2);
});

test("the global configuration that git is told of by the environment says who commits, and nothing beside it", async () => {
  const HOME = join(place.path, "home");
  const user = (name: string) => `[user]\n\tname = ${name}\n\temail = ${name}@example.org\n`;
  place.write("../home/.gitconfig", user("Homely"));
  const signed = async (env: object) => {
    const { code, stdout } = await place.here(["land", "two", "--strategy", "patch"], {
      env: { HOME, ...env },
    });
    return [code, /^From: (.*)$/m.exec(stdout)?.[1]];
  };
  const global = place.write("../global", user("Global"));
  expect(await signed({})).toEqual([0, "Homely <Homely@example.org>"]);
  expect(await signed({ GIT_CONFIG_GLOBAL: global })).toEqual([0, "Global <Global@example.org>"]);
  expect(await signed({ GIT_CONFIG_GLOBAL: "/dev/null" })).toEqual([2, undefined]);
  expect(await signed({ GIT_CONFIG_GLOBAL: "" })).toEqual([2, undefined]);
});
