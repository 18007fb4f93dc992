import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pages } from "./pages.ts";

/** The anchors that a page's headings make. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

function brokenLinks(path: string, page: string): string[] {
  const targets = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const there = file === "" ? path : join(dirname(path), file);
    if (!existsSync(there)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(there, "utf8")).includes(anchor);
  });
}

test("every relative link leads to a file that is there, and to a heading that it has", () => {
  const broken = [...pages()].flatMap(([path, page]) =>
    brokenLinks(path, page).map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("the check finds a link that leads nowhere", () => {
  const page = "[a](docs/nowhere.md) [b](docs/cli.md#no-such-heading) [c](docs/cli.md#exit-codes)";
  expect(brokenLinks("README.md", page)).toEqual(["docs/nowhere.md", "docs/cli.md#no-such-heading"]);
});
