import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const ballastIn = (directory: string) => join(directory, "ballast");
/** First large pieces, then small ones, so that no room is left for a page. */
const PIECES = [1 << 20, 1 << 16, 1 << 12, 1 << 9] as const;

/** Takes all the room that is left where this folder is. Only for disks that are there to be filled. */
export function fillDisk(directory: string): void {
  const file = openSync(ballastIn(directory), "a");
  for (const size of PIECES) {
    const piece = Buffer.alloc(size, 1);
    while (fits(file, piece));
  }
  closeSync(file);
}

export function makeRoom(directory: string): void {
  rmSync(ballastIn(directory), { force: true });
}

function fits(file: number, piece: Uint8Array): boolean {
  try {
    return writeSync(file, piece) === piece.byteLength;
  } catch {
    return false;
  }
}
