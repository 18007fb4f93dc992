import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Figures } from "./figures.ts";

/** A part of a benchmark in a process of its own, so that no part has another's heap or warm code. */
export interface Child extends AsyncDisposable {
  /** What it writes to standard output, line by line. */
  readonly lines: AsyncIterator<string>;
  readonly exited: Promise<unknown[]>;
}

const LONGEST_MS = 15 * 60_000;

/** Starts a program with `options` as JSON for its one argument; it is stopped by disposing, or after 15 minutes. */
export function startChild(program: string, options: object, flags: readonly string[] = []): Child {
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LONGEST_MS,
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { lines, exited, [Symbol.asyncDispose]: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<unknown[]>): Promise<void> {
  if (child.exitCode === null) child.kill("SIGTERM");
  await exited;
}

/** Runs a program to its end; the last line it writes is its answer, as one JSON object. Rejects when it fails. */
export async function runChild(program: string, options: object): Promise<Figures> {
  await using child = startChild(program, options);
  let last = "{}";
  for (let line = await child.lines.next(); !line.done; line = await child.lines.next()) last = line.value;
  const [code, signal] = await child.exited;
  if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}`);
  return JSON.parse(last);
}

/** The next line as JSON. Rejects when there is none: the child has failed. */
export async function nextFigures({ lines }: Child): Promise<Figures> {
  const { value, done } = await lines.next();
  if (done) throw new Error("a part of the benchmark ended early");
  return JSON.parse(value);
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

export function numbersIn(figures: Figures, key: string): readonly number[] {
  const value = figures[key];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number"))
    throw new Error(`${key} is ${String(value)}, not numbers`);
  return value;
}

export function textIn(figures: Figures, key: string): string {
  const value = figures[key];
  if (typeof value !== "string") throw new Error(`${key} is ${String(value)}, not a text`);
  return value;
}
