import { randomUUID } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf, occupied, writeFailure } from "./write-failure.ts";

/**
 * Makes a file that is not there yet, readable by its owner alone. It appears whole and would survive a
 * power cut once this resolves; before that, nothing is at `path`. Rejects with `bad-input` when
 * something is there already, whatever it is, or the folder cannot be written, and with `disk-full`.
 */
export async function writeNewFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  if (await isThere(path)) throw occupied(path);
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, "wx", 0o600);
    const answer = await written(file, write);
    await appear(draft, path);
    return answer;
  } catch (error) {
    throw writeFailure(error, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function written<T>(file: FileHandle, write: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const answer = await write(file);
    await file.sync();
    return answer;
  } finally {
    await file.close();
  }
}

/** A second name for the draft is refused where something is; renaming would replace it. */
async function appear(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await (await open(path, "wx", 0o600)).close(); // the name is ours from here on
    await rename(draft, path);
  }
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}

/** What file systems without hard links say. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
