/** Tool and host names, where `*` matches anything, or paths, where only `**` crosses a slash. */
export type GlobMode = "names" | "paths";

/** What a pattern is made of, in order. */
export type GlobPart =
  | { readonly part: "text"; readonly char: string }
  | { readonly part: "one"; readonly slash: boolean }
  | { readonly part: "run"; readonly slash: boolean; readonly atLeastOne: boolean }
  /** `**` and its slash: any number of whole path segments, none included. */
  | { readonly part: "segments" }
  | {
      readonly part: "set";
      readonly negated: boolean;
      readonly ranges: readonly CharRange[];
      readonly slash: boolean;
    }
  | { readonly part: "choice"; readonly branches: readonly (readonly GlobPart[])[] };

/** First and last code point, both included. */
export type CharRange = readonly [number, number];

/** Longest pattern, in characters: matching costs pattern times text. */
export const MAX_PATTERN = 2000;
const MAX_DEPTH = 20;

/** Reads a pattern; throws nothing: a malformed one is answered with what is wrong with it. */
export function parseGlob(
  pattern: string,
  mode: GlobMode,
):
  | { readonly ok: true; readonly parts: readonly GlobPart[] }
  | { readonly ok: false; readonly problem: string } {
  if (pattern === "") return { ok: false, problem: "the pattern is empty" };
  if (pattern.includes("\0")) return { ok: false, problem: "the pattern holds a NUL character" };
  const chars = Array.from(pattern);
  if (chars.length > MAX_PATTERN)
    return { ok: false, problem: `the pattern is over ${MAX_PATTERN} characters` };
  const reader = new GlobReader(chars, mode);
  const parts = reader.sequence(0);
  if (reader.problem !== undefined) return { ok: false, problem: reader.problem };
  return { ok: true, parts };
}

/** A cursor over the pattern; after the first problem it reads nothing more. */
class GlobReader {
  problem: string | undefined;
  readonly #chars: readonly string[];
  readonly #mode: GlobMode;
  #at = 0;

  constructor(chars: readonly string[], mode: GlobMode) {
    this.#chars = chars;
    this.#mode = mode;
  }

  sequence(depth: number): readonly GlobPart[] {
    const parts: GlobPart[] = [];
    while (this.#at < this.#chars.length && this.problem === undefined) {
      const char = this.#chars[this.#at];
      if (depth > 0 && (char === "," || char === "}")) break;
      const part = this.#part(depth);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  }

  #part(depth: number): GlobPart | undefined {
    const char = this.#take();
    if (char === "*") return this.#stars();
    if (char === "?") return { part: "one", slash: this.#mode === "names" };
    if (char === "[") return this.#set();
    if (char === "{") return this.#choice(depth + 1);
    if (char === "}" || char === "]")
      return this.#fail(`"${char}" closes nothing; write \\${char} for the character`);
    if (char === "\\") return this.#escaped();
    return { part: "text", char };
  }

  #stars(): GlobPart | undefined {
    const before = this.#chars[this.#at - 2];
    let count = 1;
    while (this.#chars[this.#at] === "*") {
      this.#at++;
      count++;
    }
    if (this.#mode === "names") return { part: "run", slash: true, atLeastOne: false };
    if (count === 1) return { part: "run", slash: false, atLeastOne: false };
    return this.#doubleStar(before, count);
  }

  #doubleStar(before: string | undefined, count: number): GlobPart | undefined {
    const after = this.#chars[this.#at];
    const opens = before === undefined || "/{,".includes(before);
    const closes = after === undefined || "/},".includes(after);
    if (count > 2 || !opens || !closes) return this.#fail('"**" must be a whole path segment');
    if (after !== "/") return { part: "run", slash: true, atLeastOne: true };
    this.#at++;
    return { part: "segments" };
  }

  #set(): GlobPart | undefined {
    const negated = this.#chars[this.#at] === "!" || this.#chars[this.#at] === "^";
    if (negated) this.#at++;
    const ranges: CharRange[] = [];
    while (this.#chars[this.#at] !== "]") {
      const range = this.#range();
      if (range === undefined) return undefined;
      ranges.push(range);
    }
    this.#at++;
    if (ranges.length === 0) return this.#fail('"[]" allows no character');
    return { part: "set", negated, ranges, slash: this.#mode === "names" };
  }

  #range(): CharRange | undefined {
    const first = this.#setChar();
    if (first === undefined) return undefined;
    const next = this.#chars[this.#at + 1];
    if (this.#chars[this.#at] !== "-" || next === "]" || next === undefined) return [first, first];
    this.#at++;
    const last = this.#setChar();
    if (last === undefined) return undefined;
    if (last < first) return this.#fail("a range in [] runs backwards");
    return [first, last];
  }

  #setChar(): number | undefined {
    let char = this.#take();
    if (char === "\\") char = this.#take();
    if (char === "") return this.#fail('"[" is never closed');
    return char.codePointAt(0);
  }

  #choice(depth: number): GlobPart | undefined {
    if (depth > MAX_DEPTH) return this.#fail(`braces are nested over ${MAX_DEPTH} deep`);
    const branches = [this.sequence(depth)];
    while (this.#chars[this.#at] === ",") {
      this.#at++;
      branches.push(this.sequence(depth));
    }
    if (this.problem !== undefined) return undefined;
    if (this.#take() !== "}") return this.#fail('"{" is never closed');
    return { part: "choice", branches };
  }

  #escaped(): GlobPart | undefined {
    const char = this.#take();
    return char === "" ? this.#fail("the pattern ends in a backslash") : { part: "text", char };
  }

  #take(): string {
    return this.#chars[this.#at++] ?? "";
  }

  #fail(problem: string): undefined {
    this.problem ??= problem;
    return undefined;
  }
}
