import type { Cost } from "../../core/usage/cost.ts";
import type { Usage } from "../../core/usage/usage.ts";

/** `340ms`, `2.5s`, `1m05s`, `3h02m`: two figures that matter. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${twoDigits(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** `812`, `12.4k`, `3.1M`. */
export function count(value: number): string {
  if (value < 1000) return String(value);
  return value < 999_950 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** `812 B`, `12.4 kB`, `3.1 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `1 turn`, `3 turns`. */
export function counted(value: number, noun: string, many = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : many}`;
}

export function tokens(usage: Usage): string {
  const cached = usage.cacheReadTokens > 0 ? ` (${count(usage.cacheReadTokens)} cached)` : "";
  return `${count(usage.inputTokens)} in${cached}, ${count(usage.outputTokens)} out`;
}

/** `$0.0123`; an unknown price is said to be unknown, never shown as free. */
export function costText(cost: Cost): string {
  if (!cost.known) return "cost unknown";
  return cost.usd === 0 || cost.usd >= 1 ? `$${cost.usd.toFixed(2)}` : `$${cost.usd.toPrecision(3)}`;
}

/** Milliseconds from one ISO time to another; 0 when one is missing or they run backwards. */
export function between(from: string | null, to: string | null): number {
  if (from === null || to === null) return 0;
  const span = Date.parse(to) - Date.parse(from);
  return Number.isFinite(span) ? Math.max(0, span) : 0;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
