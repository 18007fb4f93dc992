import { badInput } from "./bad-input.ts";

/** A whole number from 1 as a flag gives it. */
export function positiveWhole(flag: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw badInput(`${flag} takes a whole number from 1 to 999999999, not "${text}".`);
}

/** A whole number from 0 as a flag gives it. */
export function wholeFromZero(flag: string, text: string): number {
  if (/^(?:0|[1-9]\d{0,8})$/.test(text)) return Number(text);
  throw badInput(`${flag} takes a whole number from 0 to 999999999, not "${text}".`);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span of time in milliseconds: `90` and `90s` are seconds, `500ms`, `5m`, `2h`, `30d`. */
export function milliseconds(flag: string, text: string): number {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)?$/.exec(text);
  const unit = UNIT_MS[found?.[2] ?? "s"];
  if (found === null || unit === undefined) {
    throw badInput(`${flag} takes a time such as 90s, 5m or 500ms, not "${text}".`);
  }
  return Math.round(Number(found[1]) * unit);
}
