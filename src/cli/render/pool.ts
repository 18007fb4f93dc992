import type { Pool, PoolLimits, Slot } from "../../core/workspace/pool.ts";
import { oneLine } from "./plain-text.ts";
import { between, counted, duration, size } from "./quantities.ts";
import type { Style } from "./style.ts";

/** Each repository with its slots; ages are up to `now` (ISO 8601). */
export function renderPool(
  pools: readonly Pool[],
  { slots, repositoryMb, totalMb }: PoolLimits,
  now: string,
  style: Style,
): string[] {
  const all = pools.flatMap((pool) => pool.slots);
  const bounds = `at most ${slots} and ${mebibytes(repositoryMb)} for each repository, ${mebibytes(totalMb)} in all`;
  return [
    style.bold(`${counted(all.length, "slot")}, ${size(bytesOf(all))} (${bounds})`),
    ...pools.filter(isWorthTelling).flatMap((pool) => poolLines(pool, now)),
    ...(all.length === 0
      ? ["A driver makes some after a checkout was opened; legate pool fill does it now."]
      : []),
  ];
}

function isWorthTelling({ wanted, slots, used }: Pool): boolean {
  return wanted !== undefined || slots.length + used.length > 0;
}

function poolLines({ vault, wanted, slots, used }: Pool, now: string): string[] {
  const head =
    wanted === undefined
      ? `${oneLine(vault)}, not opened lately`
      : `${oneLine(wanted.repo)}, ${oneLine(wanted.base, 60)} at ${wanted.commit.slice(0, 12)}, opened ${ago(wanted.at, now)}`;
  return [
    head,
    ...slots.map((slot) => slotLine(slot, now)),
    ...(used.length === 0
      ? []
      : [`  ${counted(used.length, "used directory", "used directories")} to be recycled`]),
  ];
}

function slotLine({ commit, bytes, madeAt }: Slot, now: string): string {
  return `  ${commit.slice(0, 12)}, ${size(bytes)}, made ${ago(madeAt, now)}`;
}

function ago(at: string, now: string): string {
  return `${duration(between(at, now))} ago`;
}

function bytesOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { bytes }) => sum + bytes, 0);
}

function mebibytes(mb: number): string {
  return size(mb * 2 ** 20);
}
