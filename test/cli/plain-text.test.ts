import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneLine, plainText } from "../../src/cli/render/plain-text.ts";

const ESC = "\u001b";

describe("text from workers on a terminal", () => {
  test.each([
    ["colours", `${ESC}[31mred${ESC}[0m`, "red"],
    ["a repainted screen", `${ESC}[2J${ESC}[Hgone`, "gone"],
    ["a window title", `${ESC}]0;owned\u0007ok`, "ok"],
    ["the clipboard", `${ESC}]52;c;ZXZpbA==${ESC}\\ok`, "ok"],
    ["a device control string", `${ESC}Pq#0${ESC}\\ok`, "ok"],
    ["an eight-bit sequence", "\u009b31mred", "red"],
    ["a charset switch", `${ESC}(0lqk`, "lqk"],
    ["a carriage return that overwrites", "denied\rapproved", "denied\napproved"],
    ["backspaces", "no\b\byes", "noyes"],
    ["reversed order", "a\u202egnp.exe", "agnp.exe"],
    ["isolates", "\u2066a\u2069", "a"],
    ["invisible tags", "a\u{e0041}b", "ab"],
    ["a bell", "a\u0007", "a"],
  ])("cannot do harm by %s", (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
    expect(plainText(text)).not.toBe(text); // the control: unchanged it would have reached the terminal
  });

  test("a sequence that never ends takes nothing of the rest with it", () => {
    expect(plainText(`${ESC}]0;title and a long tail`)).toBe("]0;title and a long tail");
  });

  test("keeps what people write", () => {
    expect(plainText("naïve 日本語 👩‍🚀\tx\ny")).toBe("naïve 日本語 👩‍🚀\tx\ny");
  });

  test("holds no control character, whatever came in and wherever it was cut", () => {
    const piece = fc.constantFrom(
      ESC,
      "[",
      "]",
      "31m",
      "\u009b",
      "\u0007",
      "\\",
      "P",
      "\r",
      "\u202e",
      "a",
      "\n",
      "(0",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 30 }), (pieces) => {
        const shown = plainText(pieces.join(""));
        expect([...shown].filter((character) => isHarmful(character.codePointAt(0) ?? 0))).toEqual([]);
      }),
    );
  });

  test("on one line is one line, of the width that was asked for", () => {
    expect(oneLine("a\n b\tc", 10)).toBe("a b c");
    expect(oneLine("abcdefghij", 5)).toBe("abcd…");
  });
});

function isHarmful(code: number): boolean {
  const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a;
  return isControl || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e);
}
