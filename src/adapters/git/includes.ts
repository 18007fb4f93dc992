import { lstat, mkdir, readdir, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import type { OpenedWorkspace, WorkspaceMount } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { FoundRepository } from "./find-repository.ts";
import { repositoryEnvironment, repositoryMounts } from "./inspect-repository.ts";
import { isSameOrBelow } from "./path-order.ts";
import { sandboxedGit } from "./sandboxed-git.ts";

/**
 * Checks that each asked folder or file is an ignored one of the user's repository, inside it and free of
 * tracked files, so that showing or copying it can neither hide nor leak work. Answers real paths.
 */
export async function checkIncludes(
  sandbox: Sandbox,
  found: FoundRepository,
  include: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Include[]> {
  if (include.length === 0) return [];
  for (const path of include) checkShape(path, include);
  const includes = await Promise.all(include.map((path) => locate(found, path)));
  const answer = await sandboxedGit(sandbox, {
    what: "checking includes",
    script: CHECK,
    cwd: found.top,
    env: { ...repositoryEnvironment(found), LEGATE_INCLUDES: include.join("\n") },
    mounts: repositoryMounts(found),
    timeoutMs: 60_000,
    signal,
  });
  const problem = answer.split("\n").find((line) => line !== "");
  if (problem !== undefined)
    throw refused(problem.slice(problem.indexOf(" ") + 1), WHY[problem.split(" ")[0] ?? ""] ?? problem);
  return includes;
}

export interface Include {
  /** Relative to the top level. */
  readonly path: string;
  /** Canonical folder or file of the user. */
  readonly source: string;
  /** A folder is shown as it is, read-only; a file is copied. */
  readonly kind: "folder" | "file";
}

export function foldersOf(includes: readonly Include[]): Include[] {
  return includes.filter(({ kind }) => kind === "folder");
}

/** Makes the empty folders that includes are mounted on, in a tree that nobody else writes yet. */
export async function makeMountPoints(tree: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    let at = tree;
    for (const name of path.split("/")) {
      at = join(at, name);
      await mkdir(at).catch(() => {});
      // A link in the base must not lead us out of the tree.
      if (!(await lstat(at)).isDirectory())
        throw refused(path, "the base has something else than a folder there");
    }
    if ((await readdir(at)).length > 0) throw refused(path, "the base has files there");
  }
}

export function includeMounts(tree: string, includes: readonly Include[]): WorkspaceMount[] {
  return foldersOf(includes).map(({ path, source }) => ({ path: source, at: join(tree, path), mode: "ro" }));
}

/** The includes of a workspace that was opened, for another checkout with the same ones. */
export function includesOf({ root, mounts }: OpenedWorkspace): Include[] {
  return mounts.flatMap(({ path, at }) =>
    at === undefined ? [] : [{ path: relative(root, at), source: path, kind: "folder" }],
  );
}

/** Lines for `info/exclude` that name exactly these folders. */
export function excludeLines(paths: readonly string[]): string[] {
  return paths.map((path) => `/${path.replace(/[\\*?[\]!# ]/g, "\\$&")}/`);
}

function checkShape(path: string, all: readonly string[]): void {
  const parts = path.split("/");
  const bad = parts.some(
    (part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git",
  );
  if (bad || /[\n\0]/.test(path)) throw refused(path, "it is not a plain relative path below the top level");
  if (all.filter((other) => isSameOrBelow(path, other)).length > 1)
    throw refused(path, "it is asked for twice");
}

async function locate(found: FoundRepository, path: string): Promise<Include> {
  const source = await realpath(join(found.top, path)).catch(() => undefined);
  const stats = source === undefined ? undefined : await lstat(source);
  if (source === undefined || stats === undefined || !(stats.isDirectory() || stats.isFile()))
    throw refused(path, `there is no such folder or file in ${found.top}`);
  if (!isSameOrBelow(source, found.top))
    throw refused(path, `it is a link to ${source}, outside of the repository`);
  if (
    found.visible.some((each) => each !== found.top && isSameOrBelow(source, each)) ||
    isSameOrBelow(source, found.gitDir)
  ) {
    throw refused(path, "it is part of the repository's own data");
  }
  return { path, source, kind: stats.isDirectory() ? "folder" : "file" };
}

function refused(path: string, why: string): LegateError {
  return new LegateError(
    "bad-input",
    `Cannot include ${JSON.stringify(path)}: ${why}; include ignored folders and files only.`,
    {
      details: { path },
    },
  );
}

const WHY: Readonly<Record<string, string>> = {
  tracked: "it holds files that git tracks",
  visible: "git does not ignore it",
};

const CHECK = `
set -eu
printf '%s\\n' "$LEGATE_INCLUDES" | while IFS= read -r path; do
  git ls-files -- "$path" >/tmp/tracked
  if [ -s /tmp/tracked ]; then echo "tracked $path"
  elif env -u GIT_LITERAL_PATHSPECS git check-ignore -q -- "./$path"; then :
  elif [ $? = 1 ]; then echo "visible $path"
  else exit 1
  fi
done
`;
