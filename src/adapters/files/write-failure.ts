import { LegateError } from "../../ports/failure.ts";

/**
 * Why something could not be written to a path that a person named: `bad-input` or `disk-full`, in words that
 * say what now. What it does not know comes back as it is.
 */
export function writeFailure(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (OCCUPIED.has(code)) return occupied(path);
  if (FULL.has(code)) {
    const message = `There is no room for ${path}; free some, then try again.`;
    return new LegateError("disk-full", message, { cause: error });
  }
  if (!UNWRITABLE.has(code)) return error;
  const message = `${path} cannot be written (${code}); name one in a folder of yours.`;
  return new LegateError("bad-input", message, { cause: error });
}

/** What is there was not made by this call, so it is left alone. */
export function occupied(path: string): LegateError {
  const message = `${path} is there already and stays as it is; name another.`;
  return new LegateError("bad-input", message, { details: { path } });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const OCCUPIED = new Set(["EEXIST", "ENOTEMPTY"]);
const FULL = new Set(["ENOSPC", "EDQUOT"]);
const UNWRITABLE = new Set([
  "ENOENT",
  "ENOTDIR",
  "EACCES",
  "EPERM",
  "EROFS",
  "ENAMETOOLONG",
  "EISDIR",
  "EBUSY",
]);
