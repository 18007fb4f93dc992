import { appendFileSync, copyFileSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { isFailure } from "../ports/failure.ts";

/** So much is kept, and once more of what came before. */
const MOST_BYTES = 5 * 1024 * 1024;
const LONGEST_LINE = 500;

/**
 * What background drivers of a state directory did and why they ended: one line for each event, with its
 * time. Never what a worker was asked or said, and no key; its journal has the rest.
 */
export function driverLogFile(stateDir: string): string {
  return join(stateDir, "driver.log");
}

/** Adds a line. A log that cannot be written is no reason to stop. */
export function logLine(stateDir: string, line: string, mostBytes = MOST_BYTES): void {
  const file = driverLogFile(stateDir);
  const text = line.replaceAll(/\s+/g, " ").slice(0, LONGEST_LINE);
  try {
    boundLog(stateDir, mostBytes);
    appendFileSync(file, `${new Date().toISOString()} ${text}\n`, { mode: 0o600 });
  } catch {
    // a full disk, most likely
  }
}

/** Begins anew in the same file when it is full: it is also the standard error of a driver, to its end. */
export function boundLog(stateDir: string, mostBytes = MOST_BYTES): void {
  const file = driverLogFile(stateDir);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < mostBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
}

/** The file, open for a process that writes to it by itself; the caller closes it. */
export function openLog(stateDir: string): number {
  return openSync(driverLogFile(stateDir), "a", 0o600);
}

/** Its last lines, at most `most`. */
export function lastLines(stateDir: string, most: number): readonly string[] {
  try {
    const text = readFileSync(driverLogFile(stateDir), "utf8");
    return text.trimEnd().split("\n").slice(-most).filter(Boolean);
  } catch {
    return [];
  }
}

/** What can be said of an error in the log: the words of a bug may hold anything. */
export function errorForLog(error: unknown): string {
  if (isFailure(error)) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return "something was thrown that is no error";
  const where = /\n\s+at (.+)/.exec(error.stack ?? "")?.[1] ?? "an unknown place";
  return `${error.name} at ${where}`;
}
