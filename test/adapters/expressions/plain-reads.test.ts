import fc from "fast-check";
import { expect, test } from "vitest";
import { readLiquid, renderLiquid } from "../../../src/adapters/expressions/liquid.ts";
import { plainReads } from "../../../src/adapters/expressions/plain-reads.ts";

const piece = fc.constantFrom(
  "{{ inputs.issue }}",
  "{{steps.a.output.size}}",
  "{{ item }}",
  '{{ steps.b.text | default: "none" | upcase }}',
  "{{ index | plus: 1 }}",
  "{{ x | nothing }}",
  "{{ x | default: inputs.y }}",
  "{{ x | default }}",
  "{{ true }}",
  "{{ a and b }}",
  "{{ items[0].file }}",
  '{{ steps["my-step"].text }}',
  "{{- item -}}",
  "{{{ item }}}",
  "{{ item",
  "}} and {",
  "{",
  "plain\nwords ",
  "%}",
);
const template = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

/** The same template for the library itself, which the short way does not take. */
const atLength = (source: string) => `${source} {% comment %}{% endcomment %}`;

test("what is read in the short way is what the library reads, names and places", () => {
  let short = 0;
  fc.assert(
    fc.property(template, (source) => {
      const reads = plainReads(source);
      if (reads === undefined) return;
      short += 1;
      expect(readLiquid(atLength(source))).toMatchObject({ ok: true, reads });
    }),
    { numRuns: 2_000 },
  );
  expect(short).toBeGreaterThan(100);
});

test("what is read in the short way is rendered as the library does", () => {
  const names = { inputs: { issue: 7 }, steps: { a: { output: { size: 2 } }, b: {} }, item: "i", index: 1 };
  const source =
    '{{ inputs.issue }}{{steps.a.output.size}} {{ steps.b.text | default: "none" | upcase }} {{ index | plus: 1 }}';
  expect(plainReads(source)).toHaveLength(4);
  expect(renderLiquid(source, names)).toEqual({ ok: true, text: "72 NONE 2" });
  expect(renderLiquid(atLength(source), names)).toEqual({ ok: true, text: "72 NONE 2 " });
});
