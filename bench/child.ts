import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Figures } from "./figures.ts";

export interface ChildAnswer {
  /** From the start of the process to its first line, in milliseconds. */
  readonly firstLineMs: number;
  /** The last line, which is one JSON object. */
  readonly figures: Figures;
}

const LONGEST_MS = 15 * 60_000;

/**
 * Runs a part of a benchmark in a process of its own, so that no part has another's heap or warm code.
 * Its one argument is `options` as JSON; what it writes to standard error goes on. Rejects when it
 * fails or takes longer than 15 minutes.
 */
export async function runChild(
  program: string,
  options: object,
  flags: readonly string[] = [],
): Promise<ChildAnswer> {
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LONGEST_MS,
  });
  const exited = once(child, "exit");
  let firstLineMs = Number.NaN;
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    if (last === "") firstLineMs = performance.now() - started;
    last = line;
  }
  const [code, signal] = await exited;
  if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}`);
  return { firstLineMs, figures: JSON.parse(last) };
}

/** What a child was asked for. */
export function childOptions(): Readonly<Record<string, unknown>> {
  return JSON.parse(process.argv[2] ?? "{}");
}

export function numberIn(figures: Figures, key: string): number {
  const value = figures[key];
  if (typeof value !== "number") throw new Error(`${key} is ${String(value)}, not a number`);
  return value;
}

export function textIn(figures: Figures, key: string): string {
  const value = figures[key];
  if (typeof value !== "string") throw new Error(`${key} is ${String(value)}, not a text`);
  return value;
}
