import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";

const RESULTS: Readonly<Record<string, readonly string[]>> = {
  "library.ts": [
    "completed: All 7 tests pass. Both faults were in src/money.js: `format` did not pad the cents and was wrong below zero,",
    "and `share` rounded down instead of half up. No other file had to change.",
    "src/money.js +5 -4",
  ],
  "coordinator.ts": [
    "completed: The notes are written, and say what the shop does.",
    "coordinator: completed, cycle 1",
    "  writer: completed, cycle 2",
    "  reader: completed, cycle 1",
    "turns of all of them: 10 of 30",
    "NOTES.md +2",
  ],
  "issue-to-patch.ts": [
    'completed: {"verdict":"pass"}',
    "landed on main",
    "src/money.js +5 -4",
    "Amounts are printed wrong",
    "Add up carts and print receipts",
  ],
  "approve-by-hand.ts": [
    "waiting (approval)",
    "prices asks: write PRICES.md (11 bytes)",
    "written before the yes: false",
    "completed: The price list is in PRICES.md.",
    "- tea 4.50",
  ],
};

/** Shared by the examples; does nothing by itself. */
const PARTS = ["scratch-shop.ts"];

test.each(Object.entries(RESULTS))("examples/%s runs as it is and prints what it should", (file, lines) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`examples/${file}`], {
    encoding: "utf8",
    timeout: 50_000,
    env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
  });
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual(lines);
  expect(status).toBe(0);
});

test("no example is left out", () => {
  const files = readdirSync("examples").filter((file) => file.endsWith(".ts"));
  expect(files.toSorted()).toEqual([...Object.keys(RESULTS), ...PARTS].toSorted());
});
