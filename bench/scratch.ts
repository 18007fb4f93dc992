import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** A fresh directory on the disk that is measured (`LEGATE_BENCH_DIR`, by default this one), gone afterwards. */
export async function inScratch<T>(act: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(resolve(process.env["LEGATE_BENCH_DIR"] ?? "."), ".bench-scratch-"));
  try {
    return await act(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
