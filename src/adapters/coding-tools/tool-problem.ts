/**
 * Something about a call that the model can learn from: a path that leads out, a file that is not
 * there, an edit that does not match. Thrown inside this folder only; a tool's `prepare` turns it
 * into an unreadable call, its `run` into an `error` output.
 */
export class ToolProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ToolProblem";
  }
}

/** What a system error means for the model, or nothing when `error` is not one (then it is a bug). */
export function systemProblem(error: unknown, about: string): ToolProblem | undefined {
  const code = systemCode(error);
  return code === undefined ? undefined : new ToolProblem(`${about}: ${MEANING[code] ?? code}`);
}

/** `ENOENT` and the like, when `error` came from a system call. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const MEANING: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it already exists",
  EFBIG: "the file would be too big",
  EIO: "the disk reported an error",
  EISDIR: "it is a directory",
  ELOOP: "it is a symbolic link",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "something on the way is not a directory",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
};
