import { readdirSync, readFileSync } from "node:fs";
import { link, mkdir, readdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalPath } from "../../../src/adapters/coding-tools/canonical-path.ts";
import { editFile } from "../../../src/adapters/coding-tools/edit-file.ts";
import { isGitName } from "../../../src/adapters/coding-tools/git-name.ts";
import { listDir } from "../../../src/adapters/coding-tools/list-dir.ts";
import { placeOf } from "../../../src/adapters/coding-tools/place.ts";
import { readFile } from "../../../src/adapters/coding-tools/read-file.ts";
import { writeFile as writeTool } from "../../../src/adapters/coding-tools/write-file.ts";
import { call, prepare, problemOf, run, scratch } from "./scratch.ts";

const TOOLS = [
  ["read_file", readFile, {}],
  ["write_file", writeTool, { content: "x" }],
  ["edit_file", editFile, { edits: [{ old_text: "a", new_text: "b" }] }],
  ["list_dir", listDir, {}],
] as const;

describe.each(TOOLS)("%s", (_, tool, rest) => {
  test.each([
    ["../outside/secret", "out of the workspace"],
    ["sub/../../outside/secret", "out of the workspace"],
    ["/etc/passwd", "outside the workspace"],
    ["//etc/passwd", "outside the workspace"],
    ["a\0b", "NUL"],
    ["\ud800", "Unicode"],
    ["absolute/x", "out of the workspace"],
    ["relative/x", "out of the workspace"],
    ["to-file", "out of the workspace"],
    ["chain", "out of the workspace"],
    ["to-proc", "out of the workspace"],
    ["loop", "too many symbolic links"],
    [".git/config", ".git"],
    ["sub/.GIT/config", ".git"],
    ["to-git/config", ".git"],
    ["sub/.git./config", ".git"],
    ["git~1/config", ".git"],
    [".g\u200cit/config", ".git"],
    ["file/x", "not a directory"],
    ["x/".repeat(300), "at most 256 parts"],
    ["n".repeat(300), "too long"],
  ])("refuses %j", async (path, reason) => {
    await using at = await scratch();
    await mkdir(join(at.root, "sub"));
    await mkdir(join(at.root, ".git"));
    await writeFile(join(at.root, "file"), "");
    await writeFile(join(at.outside, "secret"), "theirs");
    await symlink(at.outside, join(at.root, "absolute"));
    await symlink("../outside", join(at.root, "relative"));
    await symlink("../outside/secret", join(at.root, "to-file"));
    await symlink("sub/../relative", join(at.root, "chain"));
    await symlink("/proc/self/mem", join(at.root, "to-proc"));
    await symlink("loop", join(at.root, "loop"));
    await symlink(".git", join(at.root, "to-git"));
    expect(await problemOf(tool, { ...rest, path }, at.scope)).toContain(reason);
    expect(await readdir(at.outside)).toEqual(["secret"]);
  });

  test("refuses a directory that became a link after the call was checked", async () => {
    await using at = await scratch();
    await mkdir(join(at.root, "dir"));
    await writeFile(join(at.root, "dir/a"), "a");
    await writeFile(join(at.outside, "a"), "a");
    const path = tool === listDir ? "dir" : "dir/a";
    const prepared = await prepare(tool, { ...rest, path }, at.scope);
    await rename(join(at.root, "dir"), join(at.root, "gone"));
    await symlink(at.outside, join(at.root, "dir"));
    expect(readFileSync(join(at.root, "dir/a"), "utf8")).toBe("a"); // the control: a plain open goes there

    const output = await run(tool, prepared, at.scope);
    expect(output).toMatchObject({
      status: "error",
      text: expect.stringContaining("became a symbolic link"),
    });
    expect(readFileSync(join(at.outside, "a"), "utf8")).toBe("a");
  });
});

test("links that stay inside are resolved, and the facts name where they lead", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, "real/deep"), { recursive: true });
  await writeFile(join(at.root, "real/deep/f"), "found");
  await symlink("real", join(at.root, "alias"));
  await symlink("../../alias/deep", join(at.root, "real/deep/again"));
  await symlink(join(at.root, "real"), join(at.root, "absolute"));
  for (const path of [
    "alias/deep/f",
    "real/deep/again/f",
    "absolute/deep/f",
    "alias/../real/deep/f",
    `${at.root}/alias/deep/f`,
  ]) {
    const { facts } = await prepare(readFile, { path }, at.scope);
    expect(facts.paths).toEqual([{ path: join(at.root, "real/deep/f"), access: "read" }]);
    expect((await call(readFile, { path }, at.scope)).text).toContain("found");
  }
});

test("what is mounted inside is read at the place it appears, and never written", async () => {
  await using at = await scratch();
  await mkdir(join(at.outside, "pkg"));
  await writeFile(join(at.outside, "pkg/index.js"), "module");
  await symlink("pkg/index.js", join(at.outside, "main.js"));
  await symlink("../file", join(at.outside, "up"));
  await writeFile(join(at.root, "file"), "from the workspace");
  const scope = at.withMounts({ path: at.outside, at: join(at.root, "node_modules"), mode: "ro" });

  expect((await call(listDir, {}, scope)).text).toContain("node_modules/");
  expect((await call(listDir, { path: "node_modules" }, scope)).text).toContain("pkg/");
  expect((await call(readFile, { path: "node_modules/main.js" }, scope)).text).toContain("module");
  expect((await call(readFile, { path: "node_modules/up" }, scope)).text).toContain("from the workspace");
  for (const path of ["node_modules/pkg/index.js", "node_modules/new.js"]) {
    expect(await problemOf(writeTool, { path, content: "" }, scope)).toContain("read-only");
  }
  expect(await problemOf(readFile, { path: join(at.outside, "main.js") }, scope)).toContain(
    "outside the workspace",
  );
});

test("without a workspace every file tool says so", async () => {
  const scope = { workspace: { kind: "none", root: "/", mounts: [] } } as const;
  expect(await problemOf(readFile, { path: "a" }, scope)).toContain("no workspace");
});

test("a hard link to a file of .git is never written through", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, ".git"));
  await writeFile(join(at.root, ".git/config"), "[core]");
  await link(join(at.root, ".git/config"), join(at.root, "alias"));
  await call(writeTool, { path: "alias", content: "[evil]" }, at.scope);
  expect(readFileSync(join(at.root, ".git/config"), "utf8")).toBe("[core]");
});

test("whatever is asked for, a canonical path lies in the root, is stable, and names no .git", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, "a/b"), { recursive: true });
  await symlink("..", join(at.root, "a/b/up"));
  await symlink("a/b", join(at.root, "l"));
  await symlink("/", join(at.root, "out"));
  const place = placeOf(at.scope.workspace);
  const open = readdirSync("/proc/self/fd").length;
  const names = fc.constantFrom("a", "b", "up", "l", "out", "..", ".", "", "new", ".git", "é");
  await fc.assert(
    fc.asyncProperty(fc.array(names, { maxLength: 8 }), async (parts) => {
      const canonical = await canonicalPath(place, parts.join("/")).catch(() => undefined);
      if (canonical === undefined) return;
      expect(`${canonical}/`.startsWith(`${at.root}/`)).toBe(true);
      expect(canonical.split("/").some((name) => name === ".." || isGitName(name))).toBe(false);
      expect(await canonicalPath(place, canonical)).toBe(canonical);
    }),
    { numRuns: 300 },
  );
  expect(readdirSync("/proc/self/fd").length).toBeLessThan(open + 5); // no walk keeps a descriptor
});

test("names that only look alike are not taken for .git", () => {
  const git = [
    ".git",
    ".GIT",
    ".Git",
    ".git.",
    ".git ",
    ".git . .",
    "git~1",
    "GIT~2",
    ".git::$INDEX_ALLOCATION",
  ];
  const hidden = [".g\u200cit", "\ufeff.git", ".git\u202e", ".ｇｉｔ", "a\\.git\\config"];
  expect([...git, ...hidden].filter((name) => !isGitName(name))).toEqual([]);
  const fine = [
    ".gitignore",
    ".github",
    ".gitattributes",
    "git",
    "x.git",
    ".git2",
    "git~",
    "git~12x",
    ".gïx",
  ];
  expect(fine.filter(isGitName)).toEqual([]);
});
