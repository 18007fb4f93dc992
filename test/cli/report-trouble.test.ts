import { expect, test } from "vitest";
import { reporter } from "../../src/cli/report-trouble.ts";
import { LegateError } from "../../src/ports/failure.ts";

function reported(...troubles: readonly (readonly [string | undefined, unknown])[]): string[] {
  const lines: string[] = [];
  const report = reporter({ write: (text) => lines.push(String(text)), isTTY: false });
  for (const [worker, error] of troubles) report(worker, error);
  return lines;
}

const full = new LegateError("disk-full", "The disk is full. Free some space and try again.");

test("a failure that comes again and again is told in one line, without the stack", () => {
  expect(reported(["w1", full], ["w1", full], ["w2", full], ["w1", full])).toEqual([
    "legate: w1 could not go on: The disk is full. Free some space and try again.\n",
    "legate: w2 could not go on: The disk is full. Free some space and try again.\n",
    "legate: w1 could not go on: The disk is full. Free some space and try again.\n",
  ]);
});

test("a bug keeps its stack, and no escape sequence of it reaches the terminal", () => {
  const [line = ""] = reported([undefined, new TypeError("odd\u001b[2J")]);
  expect(line).toMatch(/^legate: looking for workers failed: TypeError: odd\n +at /);
});
