import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes the names in a directory survive a power cut. */
export function syncDirectory(directory: string): void {
  syncFile(directory);
}

/** Makes what a file holds survive a power cut. Never for a file that SQLite has open: closing drops its locks. */
export function syncFile(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
