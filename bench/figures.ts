import { commit, machine } from "./machine.ts";

export type Figures = Readonly<Record<string, unknown>>;

/** The one form for figures: a table for people, or one JSON object as the last line for programs. */
export function printFigures(name: string, figures: Figures, json: boolean): void {
  const all = { name, machine: machine(), commit: commit(), ...figures };
  process.stdout.write(json ? `${JSON.stringify(all)}\n` : table(all));
}

function table(all: Figures): string {
  const rows = flat(all, "");
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => `${key.padEnd(width)}  ${value}\n`).join("");
}

function flat(value: Figures, before: string): [string, string][] {
  return Object.entries(value).flatMap(([key, item]) => {
    const name = before === "" ? key : `${before}.${key}`;
    if (typeof item === "object" && item !== null && !Array.isArray(item)) return flat(item as Figures, name);
    return [[name, typeof item === "number" ? String(Number(item.toPrecision(4))) : String(item)]];
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** Median, and where all values lie. */
export function spread(values: readonly number[]): { median: number; min: number; max: number } {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}
