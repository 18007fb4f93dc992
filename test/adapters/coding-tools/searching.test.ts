import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { globFiles } from "../../../src/adapters/coding-tools/glob.ts";
import { grepFiles } from "../../../src/adapters/coding-tools/grep.ts";
import { call, prepare, problemOf, scratch } from "./scratch.ts";

const sandbox = createBubblewrapSandbox({ hidden: [] });
const glob = globFiles(sandbox);
const grep = grepFiles(sandbox);

async function plant(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

describe("glob", () => {
  test("finds files in any depth, sorted, relative to the root whatever the path", async () => {
    await using at = await scratch();
    await plant(at.root, { "src/b.ts": "", "src/a/c.ts": "", "src/a/d.js": "", "e.ts": "" });
    expect((await call(glob, { pattern: "**/*.ts" }, at.scope)).text).toBe("e.ts\nsrc/a/c.ts\nsrc/b.ts");
    expect((await call(glob, { pattern: "*.{ts,js}", path: "src/a" }, at.scope)).text).toBe(
      "src/a/c.ts\nsrc/a/d.js",
    );
    expect((await call(glob, { pattern: "src/b.ts" }, at.scope)).text).toBe("src/b.ts");
    expect((await call(glob, { pattern: "nowhere/*.ts" }, at.scope)).text).toBe("[no files match]");
  });

  test("skips .git, node_modules and what git ignores, unless the pattern names it", async () => {
    await using at = await scratch();
    execFileSync("git", ["init", "-q", at.root]);
    await plant(at.root, {
      ".gitignore": "dist/\n*.log\n",
      "a.js": "",
      "dist/b.js": "",
      "node_modules/c.js": "",
      "x.log": "",
    });
    expect((await call(glob, { pattern: "**/*" }, at.scope)).text).toBe(".gitignore\na.js");
    expect((await call(glob, { pattern: "dist/*.js" }, at.scope)).text).toBe("dist/b.js");
    expect((await call(glob, { pattern: "**/*.js", path: "node_modules" }, at.scope)).text).toBe(
      "node_modules/c.js",
    );
    expect(await problemOf(glob, { pattern: ".git/*" }, at.scope)).toContain(".git");
  });

  test("does not follow a link out of the workspace, and refuses to start behind one", async () => {
    await using at = await scratch();
    await plant(at.outside, { "secret.ts": "" });
    await symlink(at.outside, join(at.root, "link"));
    expect((await call(glob, { pattern: "**/*.ts" }, at.scope)).text).toBe("[no files match]");
    expect(await problemOf(glob, { pattern: "link/*.ts" }, at.scope)).toContain("leads out of the workspace");
    expect(await problemOf(glob, { pattern: "../outside/*" }, at.scope)).toContain("relative to path");
  });

  test("its canonical arguments are canonical: preparing them again answers the same", async () => {
    await using at = await scratch();
    await plant(at.root, { "src/a/b.ts": "" });
    const once = await prepare(glob, { pattern: "src/a/*.ts" }, at.scope);
    expect(once.facts.arguments).toEqual({ path: join(at.root, "src/a"), pattern: "*.ts" });
    const twice = await prepare(glob, once.facts.arguments, at.scope);
    expect(twice.facts).toEqual(once.facts);
  });
});

describe("grep", () => {
  test("answers path, line and text of each match, in the files that the glob leaves", async () => {
    await using at = await scratch();
    await plant(at.root, { "src/a.ts": "one\ntwo 22\n", "src/b.js": "two 3\n", "c d.ts": "two 44" });
    const output = await call(grep, { pattern: "two \\d+", glob: "**/*.ts" }, at.scope);
    expect(output).toEqual({
      status: "ok",
      text: "c d.ts:1:two 44\nsrc/a.ts:2:two 22",
      data: { matches: 2, files: 2 },
    });
    expect((await call(grep, { pattern: "two", path: "src/b.js" }, at.scope)).text).toBe("src/b.js:1:two 3");
    expect((await call(grep, { pattern: "three" }, at.scope)).text).toBe("[no matches]");
  });

  test("takes literal text, ignores case, shows context", async () => {
    await using at = await scratch();
    await plant(at.root, { "a.txt": "a\nF(x)\nb\n", "-e.txt": "f(x)" });
    const args = { pattern: "f(x)", literal: true, ignore_case: true, context_lines: 1 };
    expect((await call(grep, args, at.scope)).text.split("\n")).toEqual([
      "-e.txt:1:f(x)",
      "--",
      "a.txt-1-a",
      "a.txt:2:F(x)",
      "a.txt-3-b",
    ]);
  });

  test("bounds a flood of matches and a 10 MB line, saying so", async () => {
    await using at = await scratch();
    await plant(at.root, {
      "many.txt": "x\n".repeat(100_000),
      "long.js": `var x=${"x".repeat(10_000_000)};`,
    });
    const many = await call(grep, { pattern: "x", path: "many.txt", max_results: 5 }, at.scope);
    expect(many.text).toContain("[only the first 5 matches");
    const long = await call(grep, { pattern: "var", path: "long.js" }, at.scope);
    expect(long.text).toContain("[… line cut]");
    expect(long.text.length).toBeLessThan(1000);
  });

  test("a pattern that backtracks without end is stopped, and one that is malformed is explained", async () => {
    await using at = await scratch();
    await plant(at.root, { "a.txt": `${"a".repeat(5000)}!` });
    const slow = await call(grep, { pattern: "^(a|a|aa)+$" }, at.scope);
    expect(slow.text).toMatch(/backtracking|too long|limit/);
    const malformed = await call(grep, { pattern: "(" }, at.scope);
    expect(malformed).toMatchObject({ status: "error", text: expect.stringContaining("missing") });
  });

  test("reads nothing outside, nothing binary, and shows no escape sequences", async () => {
    await using at = await scratch();
    await plant(at.outside, { secret: "needle outside" });
    await symlink(join(at.outside, "secret"), join(at.root, "link"));
    await plant(at.root, { "bin.dat": "needle\0", "ansi.txt": "\u001b[31mneedle\u001b[0m" });
    expect((await call(grep, { pattern: "needle" }, at.scope)).text).toBe("ansi.txt:1:␛[31mneedle␛[0m");
    expect(await problemOf(grep, { pattern: "x", path: "link" }, at.scope)).toContain(
      "leads out of the workspace",
    );
  });
});
