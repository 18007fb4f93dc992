import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHead } from "../../../src/adapters/egress/request-head.ts";

const read = (text: string) => readHead(Buffer.from(text, "latin1"));
const LINE = "CONNECT a.example:443 HTTP/1.1\r\n";

describe("the head of a request", () => {
  test("is read when all of it is there", () => {
    expect(read(`${LINE}Host: a\r\nproxy-authorization:  Basic eA== \r\n\r\n`)).toEqual({
      status: "read",
      request: { method: "CONNECT", target: "a.example:443", authorization: "Basic eA==" },
    });
    expect(read(`${LINE}Host: a\r\n`)).toEqual({ status: "more" });
  });

  test.each([
    ["a NUL in the target", "CONNECT a.example\0.b:443 HTTP/1.1\r\n\r\n"],
    ["a byte beyond ASCII", `${LINE}X: \xff\r\n\r\n`],
    ["a second request behind it", `${LINE}\r\n${LINE}\r\n`],
    ["a bare line feed that hides a header", `${LINE}X: a\nProxy-Authorization: b\r\n\r\n`],
    ["a bare carriage return", `${LINE}X: a\rb\r\n\r\n`],
    ["a folded header", `${LINE}X: a\r\n b\r\n\r\n`],
    ["white space before a colon", `${LINE}Proxy-Authorization : b\r\n\r\n`],
    ["a body", `${LINE}Content-Length: 5\r\n\r\n`],
    ["a chunked body", `${LINE}Transfer-Encoding: chunked\r\n\r\n`],
    ["two credentials", `${LINE}Proxy-Authorization: a\r\nproxy-authorization: b\r\n\r\n`],
    ["two spaces", "CONNECT  a.example:443 HTTP/1.1\r\n\r\n"],
    ["an old version", "CONNECT a.example:443 HTTP/0.9\r\n\r\n"],
    ["no version", "CONNECT a.example:443\r\n\r\n"],
    ["more than 8 KiB", `${LINE}X: ${"a".repeat(9000)}\r\n\r\n`],
    ["more than 8 KiB without an end", "A".repeat(9000)],
  ])("is refused with %s", (_what, text) => {
    expect(read(text).status).toBe("bad");
  });

  test("means the same however it arrives", () => {
    const text = `${LINE}Host: a\r\nProxy-Authorization: Basic eA==\r\n\r\n`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (cut) => {
        expect(read(text.slice(0, cut))).toEqual({ status: "more" });
      }),
    );
  });
});
