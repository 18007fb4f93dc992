import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "../../../src/adapters/git");
const sources = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), "utf8") }));

/** A reset is a move that asks nothing; also one of an index over files. */
const RESETTING = /["'\s]reset["'\s]|--reset\b|checkout-index|["'\s]clean["'\s]/;

/**
 * Options that move or overwrite what exists: `-B`, `-f` and `--force`, in any form git takes. Not meant
 * are the shell's test for a file, writing an index of our own anew, and filling a checkout of our own that nobody has yet.
 */
const FORCING = /--force|(?:^|[\s"'`])-(?:B|f)(?=[\s"'`]|$)/m;

test("nothing that overwrites a ref or a file by force occurs in the source", () => {
  expect(sources.length).toBeGreaterThan(20);
  const withoutExceptions = sources.map(({ name, text }) => ({
    name,
    text: text.replaceAll(
      /\[ -f |update-index(?: |", ")--force-write-index(?=(?:; fi)? # I2$|"\],$)|checkout-index -q -a -f -u$/gm,
      "",
    ),
  }));
  expect(withoutExceptions.filter(({ text }) => FORCING.test(text)).map(({ name }) => name)).toEqual([]);
});

test("landing never resets, cleans or checks files out over others", () => {
  const landing = sources.filter(({ name }) => name.startsWith("landing/"));
  expect(landing.length).toBeGreaterThan(10);
  expect(landing.filter(({ text }) => RESETTING.test(text)).map(({ name }) => name)).toEqual([]);
  for (const planted of ["git reset --hard", '["read-tree", "--reset", "-u"]', '["clean", "-d"]'])
    expect(RESETTING.test(planted)).toBe(true);
});

test("that check sees each of the forms it is for", () => {
  for (const planted of ['["branch", "-f", name]', "git checkout -B x", "git push --force-with-lease"]) {
    expect(FORCING.test(planted)).toBe(true);
  }
});

test("only one file starts processes on the host, and never through a shell", () => {
  const starting = sources.filter(({ text }) => text.includes("node:child_process"));
  expect(starting.map(({ name }) => name)).toEqual(["hardened-git.ts"]);
  expect(starting.some(({ text }) => /shell:|execSync|\bexec\(/.test(text))).toBe(false);
});
