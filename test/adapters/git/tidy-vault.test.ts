import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MANY_PACKS, tidyVault } from "../../../src/adapters/git/tidy-vault.ts";
import { git, makeGround } from "./support/ground.ts";

test("many small packs become few, and no object is lost, not even one that no ref reaches", async () => {
  const { repo, remove } = makeGround();
  const vault = join(repo, ".git");
  const packs = () =>
    readdirSync(join(vault, "objects/pack")).filter((name) => name.endsWith(".pack")).length;
  const loose: string[] = [];
  for (let number = 0; number < MANY_PACKS; number++) {
    const input = `unreachable ${number}\n`;
    const id = execFileSync("git", ["hash-object", "-w", "--stdin"], {
      cwd: repo,
      input,
      encoding: "utf8",
    }).trim();
    execFileSync("git", ["pack-objects", "-q", join(vault, "objects/pack/pack")], {
      cwd: repo,
      input: `${id}\n`,
    });
    loose.push(id);
    if (number === 0) {
      await tidyVault(vault);
      expect(packs()).toBe(1); // a few are left alone
    }
  }
  git(repo, "prune-packed");
  await tidyVault(vault);
  expect(packs()).toBeLessThan(5);
  expect(loose.filter((id) => git(repo, "cat-file", "-t", id) !== "blob")).toEqual([]);
  expect(git(repo, "fsck", "--no-dangling")).toBe("");
  remove();
});
