import { compileGlob, isExactName } from "./glob.ts";

/**
 * Which names are meant: `"any"`, a list of alternatives (an empty list means none), or several such
 * lists of which each must have a match. The last form is what makes the meet of globs exact: it
 * does not have to compute which names two patterns have in common.
 */
export type Patterns = "any" | readonly string[] | { readonly allOf: readonly (readonly string[])[] };

/** The entry that lets `name` in (`any`, or the matching pattern of each list), or nothing. */
export function matchingEntry(patterns: Patterns, name: string): string | undefined {
  if (patterns === "any") return "any";
  const entries = clausesOf(patterns).map((clause) => clause.find((pattern) => matchesName(pattern, name)));
  if (entries.length === 0 || entries.includes(undefined)) return undefined;
  return entries.join(" & ");
}

/** A malformed pattern matches nothing here; the parsers refuse it before. */
export function matchesName(pattern: string, name: string): boolean {
  if (isExactName(pattern)) return pattern === name;
  const glob = compileGlob(pattern, "names");
  return glob.ok && glob.matches(name);
}

/** The names both sides mean. */
export function meetPatterns(a: Patterns, b: Patterns): Patterns {
  if (a === "any") return canonicalPatterns(b);
  if (b === "any") return canonicalPatterns(a);
  if (isEmptyAllOf(a) || isEmptyAllOf(b)) return [];
  return canonicalPatterns({ allOf: [...clausesOf(a), ...clausesOf(b)] });
}

/**
 * One form for one set of lists: sorted, without doubles, without lists that let everything in. A
 * list of exact names takes the others up: what remains of it is all that can ever match.
 */
export function canonicalPatterns(patterns: Patterns): Patterns {
  if (patterns === "any") return "any";
  if (isEmptyAllOf(patterns)) return [];
  const clauses = distinctClauses(clausesOf(patterns).filter((clause) => !clause.some(isEverything)));
  const exact = clauses.find((clause) => clause.every(isExactName));
  if (exact !== undefined)
    return exact.filter((name) => clauses.every((clause) => clauseMatches(clause, name)));
  const [only, ...rest] = clauses;
  if (only === undefined) return "any";
  return rest.length === 0 ? only : { allOf: clauses };
}

/** `patterns` with each pattern rewritten. */
export function mapPatterns(patterns: Patterns, rewrite: (pattern: string) => string): Patterns {
  if (patterns === "any") return "any";
  if (isList(patterns)) return patterns.map(rewrite);
  return { allOf: patterns.allOf.map((clause) => clause.map(rewrite)) };
}

/** The lists of which each must have a match; none for `"any"`. */
export function clausesOf(patterns: Patterns): readonly (readonly string[])[] {
  if (patterns === "any") return [];
  return isList(patterns) ? [patterns] : patterns.allOf;
}

function clauseMatches(clause: readonly string[], name: string): boolean {
  return clause.some((pattern) => matchesName(pattern, name));
}

function distinctClauses(clauses: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const byText = new Map(
    clauses.map((clause) => [...new Set(clause)].sort()).map((clause) => [JSON.stringify(clause), clause]),
  );
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, clause]) => clause);
}

function isEverything(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/** No lists at all would let everything in, which nobody can have meant. */
function isEmptyAllOf(patterns: Patterns): boolean {
  return patterns !== "any" && clausesOf(patterns).length === 0;
}

function isList(patterns: Exclude<Patterns, "any">): patterns is readonly string[] {
  return Array.isArray(patterns);
}
