import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoundedBytes } from "../../../src/adapters/bubblewrap/bounded-bytes.ts";

const chunks = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 20 });

describe("bounded output", () => {
  test("is the first and the last half of what was written, however it was cut into pieces", () => {
    fc.assert(
      fc.property(chunks, fc.nat({ max: 40 }), (pieces, limit) => {
        const bounded = new BoundedBytes(limit);
        for (const piece of pieces) bounded.push(Buffer.from(piece));
        const all = Buffer.concat(pieces);
        const head = Math.ceil(limit / 2);
        const cut = all.length > limit;
        const kept = cut
          ? Buffer.concat([all.subarray(0, head), all.subarray(all.length - (limit - head))])
          : all;
        expect(bounded.finish()).toEqual({
          bytes: kept,
          totalBytes: all.length,
          ...(cut ? { cutAt: head } : {}),
        });
      }),
    );
  });

  test("keeps bytes that are no text as they came", () => {
    const bounded = new BoundedBytes(16);
    bounded.push(Buffer.from([0xff, 0x00, 0xc3, 0x28]));
    expect([...bounded.finish().bytes]).toEqual([0xff, 0x00, 0xc3, 0x28]);
  });
});
