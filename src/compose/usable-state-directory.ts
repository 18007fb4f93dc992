import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { LegateError } from "../ports/failure.ts";

/** The directory, made for its owner alone if it is missing. Rejects with `state-dir-unusable`. */
export async function usableStateDirectory(path: string): Promise<string> {
  try {
    await makeFolders(path);
    return path;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LegateError(
      "state-dir-unusable",
      `The state directory ${path} cannot be made (${why}). Make it writable, or name another with --state-dir or LEGATE_STATE_DIR.`,
      { cause },
    );
  }
}

/** One folder at a time: Node's recursive mkdir never returns below /proc. */
async function makeFolders(path: string): Promise<void> {
  const known = await stat(path).catch(() => undefined);
  if (known?.isDirectory()) return access(path, constants.W_OK | constants.X_OK);
  if (known !== undefined) throw new Error("it is not a directory");
  await makeFolders(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
