import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob, escapeGlob, type GlobMode, isExactName } from "../../../src/core/policy/glob.ts";

function matches(pattern: string, mode: GlobMode, text: string): boolean {
  const glob = compileGlob(pattern, mode);
  if (!glob.ok) throw new Error(glob.problem);
  return glob.matches(text);
}

describe("a glob over paths", () => {
  test.each([
    ["src/*", "src/a.ts", true],
    ["src/*", "src/a/b.ts", false],
    ["src/**", "src/a/b.ts", true],
    ["src/**", "src", false],
    ["**/a.ts", "a.ts", true],
    ["**/a.ts", "x/y/a.ts", true],
    ["**/a.ts", "xa.ts", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "ab", false],
    ["**", "any/thing", true],
    ["*.{ts,js}", "a.js", true],
    ["{src,test}/**/*.ts", "test/x/a.ts", true],
    ["?.ts", "/.ts", false],
    ["[!a].ts", "/.ts", false],
    ["[!a].ts", "b.ts", true],
    ["[a-c]x", "bx", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["*", ".hidden", true],
    ["A", "a", false],
    ["x{,y}", "x", true],
    ["?", "😀", true],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(matches(pattern, "paths", text)).toBe(expected);
  });
});

describe("a glob over names", () => {
  test("lets a star stand for anything", () => {
    expect(matches("mcp__*", "names", "mcp__a/b")).toBe(true);
    expect(matches("*secret*", "names", "my_secret_tool")).toBe(true);
    expect(matches("a?b", "names", "a/b")).toBe(true);
  });
});

test.each(["", "[a", "[]", "[b-a]", "{a", "a}", "]", "a\\", "a\0", "[a\\", "x".repeat(2001), "{".repeat(25)])(
  "the malformed pattern %j is refused with a reason",
  (pattern) => {
    expect(compileGlob(pattern, "names")).toMatchObject({ ok: false, problem: expect.stringMatching(/./) });
  },
);

test.each(["a**", "**b", "***"])("in paths %s is refused, since ** is a whole segment", (pattern) => {
  expect(compileGlob(pattern, "paths").ok).toBe(false);
});

test("an escaped text matches itself alone", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }), (text, other) => {
      fc.pre(!text.includes("\0"));
      expect(matches(escapeGlob(text), "names", text)).toBe(true);
      expect(matches(escapeGlob(text), "names", other)).toBe(text === other);
      if (isExactName(text)) expect(matches(text, "names", other)).toBe(text === other);
    }),
  );
});

test("agrees with a plain reading of stars and question marks", () => {
  const alphabet = fc.constantFrom("a", "b", "/", "*", "?");
  fc.assert(
    fc.property(
      fc.array(alphabet, { minLength: 1, maxLength: 7 }),
      fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 }),
      (parts, text) => {
        const pattern = parts.join("");
        const plain = new RegExp(`^${pattern.replaceAll("?", "[^]").replace(/\*+/g, "[^]*")}$`);
        expect(matches(pattern, "names", text)).toBe(plain.test(text));
      },
    ),
    { numRuns: 3000 },
  );
});

/** A matcher that tries one way after another, and counts its tries. */
function tryingMatcher(pattern: string, text: string, most: number): number {
  let tries = 0;
  const attempt = (p: number, t: number): boolean => {
    if (++tries > most) return true;
    if (p === pattern.length) return t === text.length;
    if (pattern[p] === "*") return attempt(p + 1, t) || (t < text.length && attempt(p, t + 1));
    return pattern[p] === text[t] && attempt(p + 1, t + 1);
  };
  attempt(0, 0);
  return tries;
}

test("an attack with many stars ends, where trying one way after another does not", () => {
  const pattern = `${"*a".repeat(20)}b`;
  const text = "a".repeat(5000);
  expect(tryingMatcher(pattern, text.slice(0, 60), 1_000_000)).toBeGreaterThan(1_000_000);
  expect(matches(pattern, "names", text)).toBe(false);
  expect(matches(`${"{a,a}".repeat(60)}b`, "names", "a".repeat(60))).toBe(false);
});
