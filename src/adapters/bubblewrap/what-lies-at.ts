import { closeSync, constants, fstatSync, openSync, readlinkSync } from "node:fs";

/** One object of the file system, whichever names lead to it. */
export interface FoundObject {
  /** Its own path, without links. */
  readonly path: string;
  readonly kind: "folder" | "file";
  /** Tells it from every other object. */
  readonly identity: string;
}

/**
 * What a path leads to, or undefined when that is nothing. All of the answer is about one object: it is held
 * while it is looked at, so that whoever changes the path meanwhile gets no mixture.
 */
export function whatLiesAt(path: string): FoundObject | undefined {
  const held = hold(path);
  if (held === undefined) return undefined;
  try {
    const stats = fstatSync(held, { bigint: true });
    return {
      path: readlinkSync(`/proc/self/fd/${held}`),
      kind: stats.isDirectory() ? "folder" : "file",
      identity: identityOf(stats),
    };
  } finally {
    closeSync(held);
  }
}

export function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

/** Linux' flag for "only a reference"; node:fs has no name for it. */
const O_PATH = 0o10000000;

function hold(path: string): number | undefined {
  try {
    return openSync(path, O_PATH | constants.O_RDONLY);
  } catch {
    return undefined;
  }
}
