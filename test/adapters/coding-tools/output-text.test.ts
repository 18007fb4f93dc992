import fc from "fast-check";
import { expect, test } from "vitest";
import {
  headAndTail,
  headOnly,
  outputText,
  withinBytes,
} from "../../../src/adapters/coding-tools/bounded-text.ts";
import { liveOutput } from "../../../src/adapters/coding-tools/live-output.ts";
import { withoutEscapes, withPictures } from "../../../src/adapters/coding-tools/visible-text.ts";

const nasty = fc.string({
  unit: fc.constantFrom(
    "a",
    "é",
    "🙂",
    "\n",
    "\r",
    "\t",
    "\u001b",
    "[",
    "]",
    "3",
    "m",
    "\u0007",
    "\u009b",
    "\0",
    "\\",
  ),
  maxLength: 60,
});

test("no control character other than tab and line feed survives, whatever is printed", () => {
  const control = /[^\P{Cc}\t\n]/u;
  expect(control.test("\u001b")).toBe(true); // the check can fail
  fc.assert(
    fc.property(nasty, (text) => {
      expect(withoutEscapes(text)).not.toMatch(control);
      expect(withPictures(text)).not.toMatch(control);
    }),
  );
});

test("colours, cursor moves, titles and links go, what they decorate stays", () => {
  expect(withoutEscapes("\u001b[1;31mred\u001b[0m \u001b[2K\u001b]0;title\u0007x")).toBe("red x");
  expect(withoutEscapes("\u001b]8;;http://e.x\u001b\\link\u001b]8;;\u001b\\")).toBe("link");
  expect(withoutEscapes("10%\r20%\r\ndone\r\n")).toBe("10%\n20%\ndone\n");
  expect(withoutEscapes("an unfinished \u001b] hides nothing")).toBe("an unfinished ␛] hides nothing");
});

test("a cut is valid Unicode within its bound, and says how much is missing", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 8, max: 100 }),
      (raw, limit) => {
        const text = raw.toWellFormed();
        const { text: head } = headOnly(text, limit);
        expect(text.startsWith(head)).toBe(true);
        expect(Buffer.byteLength(head)).toBeLessThanOrEqual(limit);
        const both = headAndTail(text, limit);
        expect(both.text.isWellFormed()).toBe(true);
        expect(both.text.includes("\ufffd")).toBe(text.includes("\ufffd"));
        expect(both.cut).toBe(Buffer.byteLength(text) > limit);
      },
    ),
  );
});

test("where the sandbox dropped the middle, a marker says how much", () => {
  const output = { bytes: Buffer.from("headtail"), totalBytes: 108, cutAt: 4 };
  expect(outputText(output)).toBe("head\n[… 100 bytes were not kept …]\ntail");
});

test("as many whole lines as fit", () => {
  expect(withinBytes(["aa", "bb", "cc"], 6)).toEqual(["aa", "bb"]);
  expect(withinBytes(["aa"], 100)).toEqual(["aa"]);
});

test("live output does not depend on where it is split into pieces", () => {
  const shown = (pieces: readonly Uint8Array[]) => {
    let text = "";
    const take = liveOutput((more) => {
      text += more;
    });
    for (const piece of pieces) take(piece, "stdout");
    return text;
  };
  const bytes = Buffer.from("h\u001b[1;31mé🙂\u001b[0m\r\n10%\r20%\r\nend.");
  for (let at = 0; at <= bytes.length; at++) {
    expect(shown([bytes.subarray(0, at), bytes.subarray(at)])).toBe("hé🙂\n10%\n20%\nend.");
  }
});
