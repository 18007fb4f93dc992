import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { LegateError } from "../../ports/failure.ts";

export interface ReadTextOptions {
  /** In bytes. @default 1 MiB */
  readonly maxBytes?: number;
  /** Beyond `maxBytes`: refuse, or give the beginning. @default "refuse" */
  readonly beyond?: "refuse" | "cut";
  /** The file belongs to a repository: a link in its place is not followed. @default false */
  readonly untrusted?: boolean;
}

/**
 * A text file, or nothing when there is none. Rejects with `bad-input` for what is no plain file, too
 * long, or not UTF-8. Never blocks on a pipe or a device that somebody put in its place.
 */
export async function readText(path: string, options: ReadTextOptions = {}): Promise<string | undefined> {
  const { maxBytes = 1_048_576, beyond = "refuse", untrusted = false } = options;
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (untrusted ? constants.O_NOFOLLOW : 0);
  const file = await open(path, flags).catch((cause: unknown) => absentOr(path, cause));
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw unreadable(path, "it is not a plain file");
    if (found.size > maxBytes && beyond === "refuse")
      throw unreadable(path, `it is longer than ${maxBytes} bytes`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return decoded(path, buffer.subarray(0, bytesRead), found.size > maxBytes);
  } finally {
    await file.close();
  }
}

/** Like `readText` for a file that the caller named: that it is not there is bad input, too. */
export async function readNamedText(path: string, what: string): Promise<string> {
  const text = await readText(path);
  if (text !== undefined) return text;
  throw new LegateError("bad-input", `There is no ${what} at ${path}; check the path.`, {
    details: { path },
  });
}

function absentOr(path: string, cause: unknown): undefined {
  const code = codeOf(cause);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw unreadable(path, code === "ELOOP" ? "it is a link out of the repository" : code, cause);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}

/** What was cut may end in the middle of a character; that character goes. */
function decoded(path: string, bytes: Uint8Array, isCut: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
  } catch (cause) {
    throw unreadable(path, "it is not UTF-8 text", cause);
  }
}

function unreadable(path: string, why: string, cause?: unknown): LegateError {
  return new LegateError("bad-input", `${path} cannot be read: ${why}.`, { cause, details: { path } });
}
