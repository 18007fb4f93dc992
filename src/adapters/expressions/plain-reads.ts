import type { Read } from "../../core/workflow/expression.ts";
import { FILTERS } from "./liquid-language.ts";

/**
 * What a template reads that only shows values by their names, perhaps through filters with literal arguments, as
 * most do; nothing for any other. It says the same as the library, which takes many times as long to read it.
 */
export function plainReads(source: string): readonly Read[] | undefined {
  const braces = source.split("{{").length - 1;
  if (braces === 0 && !source.includes("{%")) return [];
  if (source.includes("{%") || source.includes("{{{")) return undefined;
  const byRoot = new Map<string, Read[]>();
  let found = 0;
  for (const match of source.matchAll(SHOWN)) {
    const [, before = "", name = "", filters = ""] = match;
    const path = name.split(".");
    const [root = ""] = path;
    if (WORDS.has(root) || !filtersIn(filters).every((one) => KNOWN.has(one))) return undefined;
    const read = { path, offset: match.index + before.length };
    byRoot.set(root, [...(byRoot.get(root) ?? []), read]);
    found += 1;
  }
  return found === braces ? [...byRoot.values()].flat() : undefined;
}

function filtersIn(filters: string): readonly string[] {
  return [...filters.matchAll(FILTER)].map(([, name = ""]) => name);
}

const LITERAL = /"[^"{}\\]*"|'[^'{}\\]*'|\d+/.source;
const FILTER = new RegExp(` *\\| *(\\w+)(?:: *(?:${LITERAL}))?`, "g");
const SHOWN = new RegExp(
  `(\\{\\{ *)([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)((?:${FILTER.source})*) *\\}\\}`,
  "g",
);
const KNOWN: ReadonlySet<string> = new Set(FILTERS);

/** Words of the language itself. */
const WORDS: ReadonlySet<string> = new Set([
  "true",
  "false",
  "nil",
  "null",
  "empty",
  "blank",
  "contains",
  "and",
  "or",
  "not",
]);
