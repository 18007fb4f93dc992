import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder at or above `path` that holds a `.git` (a folder, or the file of a linked checkout). */
export function repositoryTop(path: string): string | undefined {
  if (existsSync(join(path, ".git"))) return path;
  const parent = dirname(path);
  return parent === path ? undefined : repositoryTop(parent);
}

/** Whether `path` itself is a repository without files. */
export function isBareRepository(path: string): boolean {
  return ["HEAD", "objects", "refs"].every((name) => existsSync(join(path, name)));
}

/** `path` and the folders above it up to the top of its repository; `path` alone outside of one. */
export function foldersUpToTop(path: string): readonly string[] {
  const top = repositoryTop(path);
  if (top === undefined) return [path];
  const folders: string[] = [];
  for (let here = path; ; here = dirname(here)) {
    folders.push(here);
    if (here === top) return folders;
  }
}
