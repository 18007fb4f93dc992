/**
 * Where the text that was meant might be: the lines most like the first line of what was looked
 * for, as a sentence to add to an error, or "". Looks at the first 50,000 lines.
 */
export function nearLines(text: string, wanted: string): string {
  const first = squeezed(wanted.split("\n").find((line) => line.trim() !== "") ?? "");
  if (first === "") return "";
  const lines = text.split("\n", LINES_SEARCHED);
  const same = lines.flatMap((line, index) => (squeezed(line) === first ? [index] : []));
  if (same.length > 0)
    return ` Its first line is like ${quoted(lines, same)}: compare white space and the lines after it.`;
  const near = closest(lines, first);
  return near === undefined ? "" : ` The nearest is ${quoted(lines, [near])}.`;
}

const LINES_SEARCHED = 50_000;
const LINES_QUOTED = 3;
const QUOTED_CHARACTERS = 120;
const LEAST_SHARED = 0.5;

function squeezed(line: string): string {
  return line.trim().replaceAll(/\s+/g, " ");
}

function quoted(lines: readonly string[], indexes: readonly number[]): string {
  return indexes
    .slice(0, LINES_QUOTED)
    .map((index) => `line ${index + 1} ${JSON.stringify((lines[index] ?? "").slice(0, QUOTED_CHARACTERS))}`)
    .join(", ");
}

/** The line that shares the most words with `wanted`, if that is at least half of them. */
function closest(lines: readonly string[], wanted: string): number | undefined {
  const words = new Set(wordsOf(wanted));
  let best = { index: -1, shared: 0 };
  for (const [index, line] of lines.entries()) {
    const shared = new Set(wordsOf(line).filter((word) => words.has(word))).size;
    if (shared > best.shared) best = { index, shared };
  }
  return best.shared >= words.size * LEAST_SHARED && best.index >= 0 ? best.index : undefined;
}

function wordsOf(line: string): readonly string[] {
  return line.slice(0, 1000).match(/[\p{L}\p{N}_]+/gu) ?? [];
}
