import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * One digest over everything a repository is to its user: HEAD, refs, index, stash, config, hooks,
 * linked worktrees, reflogs, objects, and every file of the work tree, ignored ones included, each
 * with its mode. Two equal digests show that nothing in between changed a byte of it.
 *
 * Only files are read; no git runs. Times are not part of it.
 */
export async function repositoryDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for (const line of await describe(path, "")) hash.update(line);
  return hash.digest("hex");
}

async function describe(root: string, below: string): Promise<string[]> {
  const at = join(root, below);
  const stats = await lstat(at);
  const head = `${below}\0${stats.mode.toString(8)}\0`;
  if (stats.isSymbolicLink()) return [`${head}${await readlink(at)}\n`];
  if (stats.isFile())
    return [
      `${head}${createHash("sha256")
        .update(await readFile(at))
        .digest("hex")}\n`,
    ];
  if (!stats.isDirectory()) return [`${head}special\n`];
  const names = (await readdir(at)).toSorted();
  const inner: string[][] = [];
  for (const name of names) inner.push(await describe(root, join(below, name)));
  return [`${head}folder\n`, ...inner.flat()];
}
