import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactText } from "../../../src/core/secrets/redact.ts";
import { Redactor } from "../../../src/core/secrets/redactor.ts";
import { secretForms } from "../../../src/core/secrets/secret-forms.ts";

const MARK = "{{secret:TOKEN}}";
const formsOf = (value: string, ...more: string[]) =>
  secretForms(new Map([value, ...more].map((one, index) => [index === 0 ? "TOKEN" : `OTHER_${index}`, one])));

/** In the pieces that `cuts` make of it. */
function redacted(value: string, output: Buffer, cuts: readonly number[] = []): Buffer {
  const redactor = new Redactor(formsOf(value));
  const places = [0, ...cuts.map((cut) => cut % (output.length + 1)).sort((a, b) => a - b), output.length];
  const pieces = places.slice(1).map((end, index) => output.subarray(places[index], end));
  return Buffer.concat([...pieces.map((piece) => redactor.push(piece)), redactor.finish()]);
}

const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_+/=.-]{8,60}$/),
  fc.string({ unit: "grapheme", minLength: 8, maxLength: 40 }),
);
const around = fc.string({ unit: "grapheme-ascii", maxLength: 30 });
const cuts = fc.array(fc.nat(), { maxLength: 12 });

/** What a command may print of `before + value + after`, and what of it only the secret determines. */
type Encoding = (value: string, before: string, after: string) => { output: string; telltale: string };
const hex = (text: string) => Buffer.from(text).toString("hex");
const percent = (text: string) => hex(text).replace(/../g, "%$&");
const plainly =
  (encode: (text: string) => string): Encoding =>
  (value, before, after) => ({ output: before + encode(value) + after, telltale: encode(value) });
/** The signs of base64 that no neighbour has a bit in. */
const based =
  (kind: "base64" | "base64url", wrap: number | undefined = undefined): Encoding =>
  (value, before, after) => {
    const whole = Buffer.from(before + value + after).toString(kind);
    const [from, to] = [Buffer.byteLength(before), Buffer.byteLength(before + value)];
    const telltale = whole.slice(Math.ceil((from * 8) / 6), Math.floor((to * 8) / 6));
    return {
      output: wrap === undefined ? whole : whole.replace(new RegExp(`.{${wrap}}`, "g"), "$&\n"),
      telltale,
    };
  };

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  "as it is": plainly((value) => value),
  "in lower case": plainly((value) => value.toLowerCase()),
  "URL-encoded": plainly(encodeURIComponent),
  "URL-encoded byte by byte": plainly(percent),
  "URL-encoded in capitals": plainly((value) => percent(value).toUpperCase()),
  "as a form's field": plainly((value) => new URLSearchParams({ a: value }).toString().slice(2)),
  "as JSON": plainly((value) => JSON.stringify(value).slice(1, -1)),
  "in hexadecimal": plainly(hex),
  "in capital hexadecimal": plainly((value) => hex(value).toUpperCase()),
  "in hexadecimal with spaces": plainly((value) => hex(value).replace(/..(?=.)/g, "$& ")),
  "in base64": based("base64"),
  "in base64url": based("base64url"),
  "in base64 wrapped at 76": based("base64", 76),
  "in base64 wrapped at 7": based("base64", 7),
};

describe("a secret of 8 characters or more is never let out", () => {
  test.each(Object.entries(ENCODINGS))("%s", (_name, encode) => {
    fc.assert(
      fc.property(secret, around, around, cuts, (value, before, after, places) => {
        fc.pre(value.isWellFormed() && value.length >= 8);
        const { output, telltale } = encode(value, before, after);
        const bytes = redacted(value, Buffer.from(output), places);
        fc.pre(!MARK.includes(telltale));
        expect(bytes.toString().replaceAll("\n", "")).not.toContain(telltale.replaceAll("\n", ""));
        expect(bytes.toString()).toContain(MARK);
      }),
      { numRuns: 40 },
    );
  });

  test("wherever a stream is cut, the same comes out", () => {
    fc.assert(
      fc.property(
        secret,
        fc.array(fc.oneof(around, fc.constant("@")), { maxLength: 6 }),
        cuts,
        (value, parts, places) => {
          fc.pre(value.isWellFormed());
          const output = Buffer.from(parts.map((part) => (part === "@" ? value : part)).join(""));
          expect(redacted(value, output, places)).toEqual(redacted(value, output));
        },
      ),
    );
  });
});

describe("a redactor", () => {
  test("changes nothing where no secret is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, places) => {
        const output = Buffer.from(bytes.filter((byte) => byte !== 0x51)); // no Q, in no base64 of it either
        expect(redacted("QQQQQQQQ~QQQQQQQQ", output, places)).toEqual(output);
      }),
    );
  });

  test("holds nothing back at the end, and names what was there", () => {
    expect(redacted("hunter2hunter2", Buffer.from("a=hunter2hunter2; b=hunter2hunte")).toString()).toBe(
      `a=${MARK}; b=hunter2hunte`,
    );
  });

  test("finds secrets that overlap, and one that begins with another", () => {
    const forms = formsOf("abcdefgh", "efghijkl", "abcdefghmnop");
    expect(redactText(forms, "<abcdefghijkl>")).toBe(`<${MARK}>`);
    expect(redactText(forms, "<abcdefghmnop>")).not.toMatch(/mnop/);
  });

  test("finds each line of a secret of several lines, however they are indented", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nAoIBAQC7VJTUt9Us8cKj\n-----END KEY-----\n";
    const shown = redactText(formsOf(key), key.replace(/^/gm, "    "));
    expect(shown).not.toMatch(/MIIE|AoIB/);
  });

  test("finds a secret of thousands of characters, in each form", () => {
    const value = Array.from({ length: 900 }, (_, index) => ((index * 7919) % 46_656).toString(36)).join("/");
    for (const written of [
      value,
      encodeURIComponent(value),
      hex(value),
      Buffer.from(value).toString("base64"),
    ]) {
      const shown = redacted(value, Buffer.from(`<${written}>`), [1000, 2000]).toString();
      expect(shown).toMatch(/^<\{\{secret:TOKEN\}\}=*>$/);
    }
  });

  test("leaves text without a secret as it is, a mark at its start and all", () => {
    expect(redactText(formsOf("hunter2hunter2"), "\ufeffzażółć 🎉\r\n")).toBe("\ufeffzażółć 🎉\r\n");
  });
});
