import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverId } from "../../core/ids.ts";
import { type ProcessIdentity, parseIdentity } from "./process-identity.ts";

/** How long a driver may be silent that says nothing else. No step of ours keeps its thread that long. */
export const LEASE_MS = 20_000;

/** What a driver says of itself beside its socket, for whoever must take over from it. */
export interface DriverNote {
  readonly process: ProcessIdentity;
  /** It may be silent for so long, in milliseconds. */
  readonly leaseMs: number;
  /** It is a process of ours and nothing else: it may be killed when it hangs. */
  readonly isOurs: boolean;
}

export function writeNote(directory: string, driver: DriverId, note: DriverNote): void {
  writeFileSync(noteFile(directory, driver), JSON.stringify(note), { mode: 0o600 });
}

/** Nothing when it left none, or one that says nothing we know. */
export function readNote(directory: string, driver: DriverId): DriverNote | undefined {
  try {
    return parseNote(JSON.parse(readFileSync(noteFile(directory, driver), "utf8")));
  } catch {
    return undefined;
  }
}

function parseNote(value: unknown): DriverNote | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("process" in value && "leaseMs" in value && "isOurs" in value)) return undefined;
  const identity = parseIdentity(value.process);
  const { leaseMs, isOurs } = value;
  if (identity === undefined || typeof leaseMs !== "number" || !(leaseMs > 0)) return undefined;
  return { process: identity, leaseMs, isOurs: isOurs === true };
}

function noteFile(directory: string, driver: DriverId): string {
  return join(directory, `${driver}.json`);
}
