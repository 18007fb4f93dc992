import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import { readIfThere } from "./durable-file.ts";
import { isSameOrBelow } from "./path-order.ts";

/** A repository of the user's, found by reading names only: no git has run in it. Canonical paths. */
export interface FoundRepository {
  /** Top level of the work tree, or the bare directory. */
  readonly top: string;
  readonly bare: boolean;
  readonly gitDir: string;
  /** Differs from `gitDir` in a linked worktree. */
  readonly commonDir: string;
  /** What a sandboxed git needs to see of it; none contains another. */
  readonly visible: readonly string[];
  /** Content of its `shallow` file; empty when its history is whole. */
  readonly shallow: string;
}

/**
 * The repository that `path` is the top level of or lies in. Rejects with `bad-input` for a path that
 * is no absolute path of a folder, and with `repository-unusable` when there is none.
 */
export async function findRepository(path: string): Promise<FoundRepository> {
  if (!isAbsolute(path) || path.includes("\0")) {
    throw new LegateError(
      "bad-input",
      `The repository path ${JSON.stringify(path)} is not absolute; give the whole path.`,
    );
  }
  const start = await realpath(path).catch(() => undefined);
  if (start === undefined)
    throw new LegateError("bad-input", `${path} does not exist; give the path of a git repository.`);
  if (!(await isFolder(start)))
    throw new LegateError("bad-input", `${path} is not a folder; give the path of a git repository.`);
  for (let at = start; ; at = dirname(at)) {
    const found = await repositoryAt(at);
    if (found !== undefined) return found;
    if (dirname(at) === at) break;
  }
  throw new LegateError(
    "repository-unusable",
    `${path} is not in a git repository; run "git init" there, or give another path.`,
    {
      details: { path },
    },
  );
}

async function repositoryAt(top: string): Promise<FoundRepository | undefined> {
  const entry = join(top, ".git");
  const gitDir = (await isFolder(entry)) ? entry : await followPointer(entry);
  if (gitDir !== undefined && (await isGitDirectory(gitDir)))
    return describe(top, await realpath(gitDir), false);
  if (!(await isGitDirectory(top))) return undefined;
  return basename(top) === ".git" ? describe(dirname(top), top, false) : describe(top, top, true);
}

/** A `.git` file names the git directory of a linked worktree or of a submodule. */
async function followPointer(entry: string): Promise<string | undefined> {
  const target = /^gitdir: (.+?)\n*$/.exec((await readIfThere(entry)) ?? "")?.[1];
  if (target === undefined) return undefined;
  const gitDir = resolve(dirname(entry), target);
  if (await isGitDirectory(gitDir)) return gitDir;
  throw new LegateError(
    "repository-unusable",
    `${entry} points to ${gitDir}, which is not a git directory; run "git worktree repair".`,
  );
}

async function describe(top: string, gitDir: string, bare: boolean): Promise<FoundRepository> {
  const pointer = await readIfThere(join(gitDir, "commondir"));
  const commonDir = pointer === undefined ? gitDir : await realpath(resolve(gitDir, pointer.trim()));
  const paths = [top, gitDir, commonDir, ...(await borrowedObjects(join(commonDir, "objects"), 5))];
  const shallow = (await readIfThere(join(commonDir, "shallow"))) ?? "";
  return { top, bare, gitDir, commonDir, visible: outermost(paths), shallow };
}

/** Object folders that this one borrows from, directly or not: without them history has holes. */
async function borrowedObjects(objects: string, depth: number): Promise<string[]> {
  const lines = ((await readIfThere(join(objects, "info/alternates"))) ?? "").split("\n");
  const found: string[] = [];
  for (const line of lines.filter((each) => each !== "" && !each.startsWith("#"))) {
    const path = await realpath(resolve(objects, line)).catch(() => undefined);
    if (path === undefined || basename(path) !== "objects" || depth === 0) continue;
    found.push(path, ...(await borrowedObjects(path, depth - 1)));
  }
  return found;
}

function outermost(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => other !== path && isSameOrBelow(path, other)));
}

async function isGitDirectory(path: string): Promise<boolean> {
  const names: string[] = await readdir(path).catch(() => []);
  if (!names.includes("HEAD")) return false;
  return names.includes("commondir") || (names.includes("objects") && names.includes("refs"));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
