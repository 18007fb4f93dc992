import { LegateError } from "../../ports/failure.ts";

// Primary result codes of SQLite; extended ones carry them in their low byte.
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;

/** An I/O error by name, but all it says is that the index of the log found no room to grow. */
const IOERR_SHMSIZE = 4874;

/** The primary result code, when SQLite is what failed. */
function resultOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  if (error.errcode === IOERR_SHMSIZE) return FULL;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
  return resultOf(error) === BUSY;
}

/** True when what the disk holds is no longer known, so that nothing may be acknowledged any more. */
export function isStorageFault(error: unknown): boolean {
  return resultOf(error) === IOERR;
}

/** True when it is one statement's own fault, so that others in the same transaction may stand. */
export function isOfOneStatement(error: unknown): boolean {
  const result = resultOf(error);
  return result === undefined || result === CONSTRAINT;
}

/** What SQLite's failure means for us. What is not SQLite's stays as it is. */
export function asFailure(error: unknown, file: string): unknown {
  const cause = { cause: error };
  const why = error instanceof Error ? error.message : String(error);
  switch (resultOf(error)) {
    case FULL:
      return new LegateError(
        "disk-full",
        `The disk of ${file} is full; nothing was written. Free some space and try again.`,
        cause,
      );
    case CORRUPT:
      return new LegateError(
        "store-corrupt",
        `The store ${file} is damaged (${why}); restore it from a backup.`,
        cause,
      );
    case NOTADB:
      return new LegateError(
        "store-corrupt",
        `${file} is not a Legate store; name another file, or move this one away.`,
        cause,
      );
    case BUSY:
      return new LegateError(
        "store-unavailable",
        `Another process has held ${file} for too long; find and stop it, then try again.`,
        cause,
      );
    case READONLY:
    case CANTOPEN:
      return new LegateError(
        "state-dir-unusable",
        `The store ${file} cannot be opened for writing (${why}); check its permissions and those of its directory.`,
        cause,
      );
    case IOERR:
      return storageFault(file, cause.cause);
    default:
      return error;
  }
}

export function storageFault(file: string, cause?: unknown): LegateError {
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  return new LegateError(
    "store-unavailable",
    `The disk of ${file} failed${why}; nothing is acknowledged any more. Check the disk, then start again: the next start rewrites the store.`,
    cause === undefined ? {} : { cause },
  );
}
