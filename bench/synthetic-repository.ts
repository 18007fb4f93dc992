import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The sizes that are compared, in files, with the name that their figures end with. */
export const REPOSITORY_SIZES = { "1k": 1000, "20k": 20_000, "100k": 100_000 } as const;

/**
 * A packed repository of so many files of about 5 KB in 360 folders, and a second commit with one file in
 * a hundred changed.
 */
export function makeRepository(repo: string, files: number): string {
  mkdirSync(repo, { recursive: true });
  git(repo, "init", "-q");
  git(repo, "config", "gc.auto", "0");
  for (let number = 0; number < files; number++) writeFile(repo, number, "stands for source code");
  mkdirSync(join(repo, "d1/e1"), { recursive: true });
  writeFileSync(join(repo, "d1/e1/changed.txt"), "0\n");
  commitAll(repo, "all");
  for (let number = 0; number < files; number += 100) writeFile(repo, number, "was changed since");
  commitAll(repo, "some");
  git(repo, "gc", "-q");
  return repo;
}

/** Git as a user runs it, but with no configuration of this machine. */
export function git(cwd: string, ...args: string[]): void {
  const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  execFileSync("git", args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
}

function writeFile(repo: string, number: number, what: string): void {
  const folder = join(repo, `d${number % 40}/e${number % 9}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `f${number}.txt`), `line ${number} of a file that ${what}\n`.repeat(100));
}

function commitAll(repo: string, message: string): void {
  git(repo, "add", "-A");
  git(repo, "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-q", "-m", message);
}
