import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endpointOf, readDestination } from "../../../src/adapters/egress/destination.ts";

describe("a destination", () => {
  test.each([
    ["registry.npmjs.org:443", "registry.npmjs.org:443"],
    ["Registry.NPMJS.org.:443", "registry.npmjs.org:443"],
    ["xn--bcher-kva.example:65535", "xn--bcher-kva.example:65535"],
    ["localhost:80", "localhost:80"], // a name; what it resolves to is judged later
  ])("is read from %s in its one form", (target, form) => {
    const read = readDestination(target);
    expect(read === undefined ? undefined : endpointOf(read)).toBe(form);
  });

  test.each([
    "127.0.0.1:443",
    "127.1:443",
    "2130706433:443",
    "0x7f000001:443",
    "0x7f.1:443",
    "0177.0.0.1:443",
    "1.2.3.4.:443",
    "[::1]:443",
    "::1:443",
    "[::ffff:127.0.0.1]:443",
    "a.example:0",
    "a.example:65536",
    "a.example:0443",
    "a.example:+443",
    "a.example",
    "a..example:443",
    ".example:443",
    "-a.example:443",
    "a.example..:443",
    "a_b.example:443",
    "a.example\0.b:443",
    "a.example%2e:443",
    "user@a.example:443",
    "a.example:443/",
    "http://a.example:443",
    "Kelvin\u212a.example:443",
    " a.example:443",
    "",
  ])("is not read from %j", (target) => {
    expect(readDestination(target)).toBeUndefined();
  });

  test("is never anything but lower-case letters, digits, dots, hyphens and a port", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webAuthority({ withPort: true })), (target) => {
        const read = readDestination(target);
        if (read === undefined) return;
        expect(endpointOf(read)).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[1-9][0-9]{0,4}$/);
        expect(readDestination(endpointOf(read))).toEqual(read);
      }),
    );
  });
});
