import { type BigIntStats, lstatSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as others } from "node:timers/promises";
import type { IndexedFile } from "./indexed-files.ts";

/**
 * Moves files from a used tree into a new one, into folders of our making: those of `files` that are still
 * the very files that our git wrote, by inode, times and size, under no other name. Whatever else is in the
 * used tree stays behind: other files, links, folders with their modes and attributes, repositories.
 *
 * The time of change is the kernel's, and a worker cannot set it; yet there are file systems on which it
 * misses a write through a mapping. So the content is still to be compared.
 */
export async function carryOver(
  from: string,
  to: string,
  files: readonly IndexedFile[],
  signal?: AbortSignal,
): Promise<void> {
  const folders = new Map<string, boolean>([[".", true]]);
  for (const [index, file] of files.entries()) {
    if (index % AT_ONCE === 0) {
      await others(); // a step of a worker must not wait for all of this
      signal?.throwIfAborted();
    }
    const hasFolder = makeFolder(from, to, dirname(file.path), folders);
    if (hasFolder && isUntouched(join(from, file.path), file))
      renameSync(join(from, file.path), join(to, file.path));
  }
}

const AT_ONCE = 100;

/** Whether it is a plain folder all the way down in the used tree, and made in the new one. */
function makeFolder(from: string, to: string, folder: string, known: Map<string, boolean>): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const isFolder = makeFolder(from, to, dirname(folder), known) && isPlainFolder(join(from, folder));
  if (isFolder) mkdirSync(join(to, folder));
  known.set(folder, isFolder);
  return isFolder;
}

function isPlainFolder(path: string): boolean {
  return lookAt(path)?.isDirectory() === true;
}

/** What cannot be looked at stays behind like what is not there. */
function lookAt(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function isUntouched(path: string, file: IndexedFile): boolean {
  const found = lookAt(path);
  return (
    found?.isFile() === true &&
    found.nlink === 1n &&
    Number(found.ino & LOWEST_32_BITS) === file.inode &&
    Number(found.size) === file.bytes &&
    found.mtimeNs === file.modifiedNs &&
    found.ctimeNs === file.changedNs
  );
}

const LOWEST_32_BITS = 0xffff_ffffn;
