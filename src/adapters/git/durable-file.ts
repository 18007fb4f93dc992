import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";

/** Writes a file that must not exist yet, and makes it survive a power cut. */
export async function writeNewFile(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the entries of a folder survive a power cut: renames and creations made before this call. */
export async function syncFolder(path: string): Promise<void> {
  await syncFile(path);
}

/** Makes what was written to a file before this call survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether there is anything at this path, a link that leads nowhere included. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/**
 * The text of a plain file of at most 16 MiB, or undefined when there is none. A pipe or a device in
 * its place counts as none: it is opened without waiting and never read.
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      return stats.isFile() && stats.size <= 16 * 1024 * 1024 ? await file.readFile("utf8") : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && ABSENT.has(String(error.code))) return undefined;
    throw error;
  }
}

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ENXIO", "ELOOP"]);
