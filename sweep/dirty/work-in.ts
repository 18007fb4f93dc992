import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** All the work in a checkout, piece by piece, so that two can be compared and what is missing be named. */
export function workIn(root: string): readonly string[] {
  return [...filesBelow(root, ""), ...staged(root)];
}

/**
 * Each file and link with its mode and content, git data included. Left out is the index, which also holds
 * times, and folders: git knows none, and an empty one is no work.
 */
function filesBelow(root: string, below: string): string[] {
  return readdirSync(join(root, below)).flatMap((name) => {
    const path = join(below, name);
    const stats = lstatSync(join(root, path));
    if (stats.isDirectory()) return filesBelow(root, path);
    if (path === ".git/index") return [];
    if (stats.isSymbolicLink()) return [`link ${path} to ${readlinkSync(join(root, path))}`];
    const digest = createHash("sha256")
      .update(readFileSync(join(root, path)))
      .digest("hex");
    return [`file ${path} ${(stats.mode & 0o111) === 0 ? "" : "executable "}${digest}`];
  });
}

/** What is staged and in no file as it is, conflicts included: the index without its times. */
function staged(root: string): string[] {
  if (!existsSync(join(root, ".git/index"))) return [];
  const differing = new Set(inGit(root, "diff", "-z", "--name-only"));
  const entries = inGit(root, "ls-files", "-z", "--stage");
  const meant = entries.filter((entry) => differing.has(entry.slice(entry.indexOf("\t") + 1)));
  return meant.map((entry) => `staged ${entry}`);
}

function inGit(cwd: string, ...args: string[]): string[] {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
  };
  return execFileSync("git", args, { cwd, env, encoding: "utf8" }).split("\0").filter(Boolean);
}
