import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Sandbox } from "../../../ports/sandbox.ts";
import { readIfThere } from "../durable-file.ts";
import type { FoundRepository } from "../find-repository.ts";
import { repositoryEnvironment, repositoryMounts } from "../inspect-repository.ts";
import { isSameOrBelow } from "../path-order.ts";
import { sandboxedGit } from "../sandboxed-git.ts";
import { NO_FILE, type TouchedPath } from "./touched-paths.ts";

/**
 * Paths of a checkout that differ from its commit where a landing would write: changed, staged, untracked and
 * ignored files alike. Changes elsewhere stay as they are and are in nobody's way.
 */
export async function inTheWay(
  sandbox: Sandbox,
  checkout: FoundRepository,
  touched: readonly TouchedPath[],
  scratch: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  await sandboxedGit(sandbox, {
    what: "looking at the work tree",
    script: STATUS,
    cwd: checkout.top,
    env: { ...repositoryEnvironment(checkout), LEGATE_SCRATCH: scratch },
    mounts: [...repositoryMounts(checkout), { path: scratch, mode: "rw" }],
    signal,
  });
  const changed = statusPaths((await readIfThere(join(scratch, "status"))) ?? "");
  const meant = changed.filter((path) =>
    touched.some((one) => isSameOrBelow(path, one.path) || isSameOrBelow(one.path, path)),
  );
  return [...new Set([...meant, ...(await unexpected(checkout.top, touched))])].toSorted();
}

function statusPaths(status: string): readonly string[] {
  return status.split("\0").flatMap((entry) => (entry === "" ? [] : [entry.slice(3).replace(/\/$/, "")]));
}

/** Where a new file comes there must be nothing yet, not even what git ignores: it would be overwritten unasked. */
async function unexpected(top: string, touched: readonly TouchedPath[]): Promise<readonly string[]> {
  const known = new Set(touched.filter(({ before }) => before !== NO_FILE).map(({ path }) => path));
  const found: string[] = [];
  for (const { path, before } of touched) {
    if (before !== NO_FILE) continue;
    const parts = path.split("/");
    for (const [index] of parts.entries()) {
      const place = parts.slice(0, index + 1).join("/");
      const stats = await lstat(join(top, place)).catch(() => undefined);
      if (stats === undefined) break;
      const isFolderOnTheWay = index < parts.length - 1 && stats.isDirectory();
      if (!isFolderOnTheWay && !known.has(place) && !replacesKnown(place, known)) found.push(place);
    }
  }
  return found;
}

/** A file that comes in the place of a folder of files that go. */
function replacesKnown(place: string, known: ReadonlySet<string>): boolean {
  return [...known].some((path) => path.startsWith(`${place}/`));
}

const STATUS = `
set -eu
git status --porcelain=v1 -z --no-renames --untracked-files=all --ignore-submodules=all >"$LEGATE_SCRATCH/status"
`;
