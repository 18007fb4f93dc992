import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type NamedTest, NOT_YET, ROWS } from "./rows.ts";

const sources = new Map<string, string>();

function isThere({ file, title }: NamedTest): boolean {
  const source = sources.get(file) ?? readFileSync(file, "utf8");
  sources.set(file, source);
  return ['"', "'", "`"].some((quote) => source.replaceAll(GROUP, "").includes(`${quote}${title}${quote}`));
}

/** The title of a group is the name of no test. */
const GROUP = /describe\((["'`]).*?\1/g;

test("each of the forty attacks is a row, or has a reason why it cannot be made yet", () => {
  const listed = [...ROWS.map(({ row }) => row), ...Object.keys(NOT_YET).map(Number)];
  expect(listed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
});

test("every test that a row names exists", () => {
  const missing = ROWS.flatMap(({ row, tests, controls }) =>
    [...tests, ...controls]
      .filter((one) => !isThere(one))
      .map(({ file, title }) => `${row}: ${file}: ${title}`),
  );
  expect(missing).toEqual([]);
  expect(isThere({ file: "test/redteam/rows.test.ts", title: ["no such", "title"].join(" ") })).toBe(false);
});

test("no row is without a test", () => {
  expect(ROWS.filter(({ tests }) => tests.length === 0)).toEqual([]);
});
