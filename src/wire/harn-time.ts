import type { WorkerId } from "../core/ids.ts";

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const SECONDS = /^\d{1,11}$/;

/**
 * The time in one of the forms that Harn writes, as ISO 8601 UTC with milliseconds; nothing for any
 * other text. It writes UUIDv7 for workers and runs, and Unix seconds as text for some artifacts.
 */
export function readHarnTime(text: string): string | undefined {
  const [, high = "", low = ""] = UUID_V7.exec(text) ?? [];
  if (high !== "") return isoOf(Number.parseInt(`${high}${low}`, 16));
  if (SECONDS.test(text)) return isoOf(Number(text) * 1000);
  return ISO.test(text) ? isoOf(Date.parse(text)) : undefined;
}

/** Later than the year 9999 there is no four-digit year to write. */
const LATEST_MS = 253_402_300_799_999;

function isoOf(milliseconds: number): string | undefined {
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds > LATEST_MS) return undefined;
  return new Date(milliseconds).toISOString();
}

/**
 * A time as Harn's snapshots have it: a UUIDv7, of which `readHarnTime` gives back the milliseconds. What
 * Harn fills with chance is taken from the worker's id, so that the same snapshot is the same text.
 */
export function harnTime(iso: string, worker: WorkerId): string {
  const milliseconds = Date.parse(iso).toString(16).padStart(12, "0");
  const chance = worker.slice("worker_".length + "01234567-89ab-".length);
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-${chance}`;
}
