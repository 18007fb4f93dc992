import { readFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * That an example printed what `printed/NAME.txt` says, but for times, costs and ids of commits. Lines between a `{`
 * and a `}` come from steps that go on side by side, and in any order.
 */
export function expectPrinted(stdout: string, name: string): void {
  const blocks = blocksOf(readFileSync(new URL(`printed/${name}.txt`, import.meta.url), "utf8"));
  const lines = stdout.trimEnd().split("\n").map(timeless);
  let at = 0;
  const inBlocks = blocks.map(({ lines: { length }, anyOrder }) => {
    const mine = lines.slice(at, at + length);
    at += length;
    return anyOrder ? mine.toSorted() : mine;
  });
  expect([...inBlocks.flat(), ...lines.slice(at)]).toEqual(
    blocks.flatMap((block) => (block.anyOrder ? block.lines.toSorted() : block.lines)),
  );
}

interface Block {
  readonly lines: readonly string[];
  readonly anyOrder: boolean;
}

function blocksOf(text: string): readonly Block[] {
  return text
    .trimEnd()
    .split(/^(\{\n[\s\S]*?\n\})\n/m)
    .filter((part) => part !== "")
    .map((part) => {
      const anyOrder = part.startsWith("{\n");
      return { anyOrder, lines: (anyOrder ? part.slice(2, -2) : part.replace(/\n$/, "")).split("\n") };
    });
}

function timeless(line: string): string {
  return line
    .replace(/^ *\d+\.\ds {2}/, "")
    .replace(/^[0-9a-f]{7,} /, "COMMIT ")
    .replace(/^move \d+ of 50 /, "move N of 50 ")
    .replace(/\$\d+\.\d\d$/, "$COST");
}
