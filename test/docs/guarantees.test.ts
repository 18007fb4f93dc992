import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PAGE = readFileSync("docs/guarantees.md", "utf8");
const CITED = /^\* `([^`]+)` › "(.+)"$/gm;

/** Is `title` the title of a test, of a group of tests or of a store check in this source? */
function hasTest(source: string, title: string): boolean {
  const literal = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:\\b(?:test|describe)\\(|\\)\\(|title:)\\s*["'\`]${literal}["'\`]`).test(source);
}

test("every test that the guarantees name exists, by file and exact title", () => {
  const cited = [...PAGE.matchAll(CITED)];
  const lines = PAGE.split("\n").filter((line) => line.startsWith("* "));
  expect(cited, "each item of a list is a test in the form that is checked").toHaveLength(lines.length);
  const missing = cited.filter(([, file = "", title = ""]) => {
    return !existsSync(file) || !hasTest(readFileSync(file, "utf8"), title);
  });
  expect(missing.map(([line]) => line)).toEqual([]);
});

test("every guarantee, G1 to G11, says whether it holds, where it ends, and names a test", () => {
  const sections = PAGE.split(/^## /m).slice(1);
  expect(sections.map((section) => section.split(".")[0])).toEqual(
    Array.from({ length: 11 }, (_, index) => `G${index + 1}`),
  );
  for (const section of sections) {
    expect(section.split("\n")[0]).toMatch(/: (?:holds|partly|not yet)/);
    expect(section).toMatch(/Limits:|Not yet:/);
    expect(section).toContain("› ");
  }
});

test("the check finds a test that does not exist", () => {
  const source = 'test("a", () => {});\ntest.each([1])(\n  "b %s",\n  () => {},\n);\nconst x = "c";';
  expect(["a", "b %s", "c", "d"].map((title) => hasTest(source, title))).toEqual([true, true, false, false]);
});
