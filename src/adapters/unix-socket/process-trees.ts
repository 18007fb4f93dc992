import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverId } from "../../core/ids.ts";
import { identify } from "./process-identity.ts";

/**
 * What a driver has running outside of itself, each known by its first process, and whether it may begin more.
 *
 * T1. A tree is written down before it is asked whether it may begin, and an eviction is written down
 *     before anybody looks for trees: so either the tree is found, or it does not begin.
 */
export function openTrees(directory: string, driver: DriverId): void {
  mkdirSync(folder(directory, driver), { recursive: true, mode: 0o700 });
}

/** Writes down a tree until disposed; nothing when it must not begin, because the driver was evicted. */
export function noteTree(directory: string, driver: DriverId, pid: number): Disposable | undefined {
  const first = identify(pid);
  const path = join(folder(directory, driver), `${pid}-${first?.born ?? ""}`);
  closeSync(openSync(path, "w", 0o600));
  const noted = { [Symbol.dispose]: () => rmSync(path, { force: true }) };
  if (!isEvicted(directory, driver)) return noted;
  noted[Symbol.dispose]();
  return undefined;
}

/** The first processes of its trees, as they were written down. */
export function treesOf(directory: string, driver: DriverId): { pid: number; born: string }[] {
  return namesIn(folder(directory, driver)).flatMap((name) => {
    const found = /^(\d+)-(\d+)$/.exec(name);
    return found === null ? [] : [{ pid: Number(found[1]), born: found[2] ?? "" }];
  });
}

/** From now on it begins nothing, and counts as gone. */
export function markEvicted(directory: string, driver: DriverId): void {
  writeFileSync(mark(directory, driver), "", { mode: 0o600 });
}

export function isEvicted(directory: string, driver: DriverId): boolean {
  return existsSync(mark(directory, driver));
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // it never had any
  }
}

function folder(directory: string, driver: DriverId): string {
  return join(directory, `${driver}.trees`);
}

function mark(directory: string, driver: DriverId): string {
  return join(directory, `${driver}.evicted`);
}
