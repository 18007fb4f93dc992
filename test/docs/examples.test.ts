import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expectPrinted } from "./printed.ts";

/** Shared by the examples; do nothing by themselves. */
const PARTS = ["follow.ts", "scratch-repository.ts", "scratch-shop.ts", "step-teller.ts"];
const EXAMPLES = readdirSync("examples").filter((file) => file.endsWith(".ts") && !PARTS.includes(file));

test.each(EXAMPLES)(
  "examples/%s runs as it is, offline, and prints what it should",
  { timeout: 300_000 },
  (file) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`examples/${file}`], {
      encoding: "utf8",
      timeout: 290_000,
      env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
    });
    expect(stderr).toBe("");
    expectPrinted(stdout, file.replace(/\.ts$/, ""));
    expect(status).toBe(0);
  },
);

test("no example is left out, and none has grown long", () => {
  const printed = readdirSync(new URL("printed/", import.meta.url)).map((file) =>
    file.replace(/\.txt$/, ".ts"),
  );
  expect(EXAMPLES.toSorted()).toEqual(printed.toSorted());
  const lines = EXAMPLES.map((file) => readFileSync(`examples/${file}`, "utf8").split("\n").length);
  expect(Math.max(...lines)).toBeLessThanOrEqual(110);
});
