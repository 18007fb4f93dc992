import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Disk that a folder takes with everything in it, without following links; what vanishes meanwhile counts nothing. */
export async function diskBelow(folder: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  let bytes = await diskOf(folder);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await diskBelow(path, signal) : await diskOf(path);
  }
  return bytes;
}

const BLOCK = 512;

async function diskOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ blocks }) => blocks * BLOCK,
    () => 0,
  );
}
