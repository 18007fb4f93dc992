import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seatbeltProfile } from "../../../src/adapters/seatbelt/profile.ts";
import { isFailure } from "../../../src/ports/failure.ts";

const lines = (profile: string) => profile.split("\n").map((line) => line.trim());
const aProfile = seatbeltProfile({ readable: ["/Users/me/go"], writable: ["/Users/me/work"] });

/** The heads of all lists outside of quotes, e.g. `(allow file-read*`. */
const operationsOf = (profile: string) =>
  profile.replaceAll(/"(?:[^"\\]|\\.)*"/gs, "PATH").match(/\([^()]*/g) ?? [];

/** What the last rule that speaks about `path` says: Seatbelt's order, for the forms that we write. */
function verdict(profile: string, operation: string, path: string): "allow" | "deny" {
  let answer: "allow" | "deny" = "deny";
  for (const [, effect, rest] of profile.matchAll(
    /^\((allow|deny) ([^(]*(?:\n? *\((?:subpath|literal) "[^"]*"\))*)\)/gm,
  )) {
    const [kind = "", ...filters] = (rest ?? "")
      .trim()
      .split("\n")
      .map((one) => one.trim());
    if (kind !== operation) continue;
    const matches = filters.some((filter) => {
      const [, form, place = ""] = /^\((\w+) "(.*)"\)$/.exec(filter) ?? [];
      return form === "literal" ? path === place : path === place || path.startsWith(`${place}/`);
    });
    if (matches) answer = effect === "allow" ? "allow" : "deny";
  }
  return answer;
}

describe("the Seatbelt profile", () => {
  test("denies first what no later rule allows, and allows nothing of the network", () => {
    expect(lines(aProfile).slice(0, 2)).toEqual(["(version 1)", "(deny default)"]);
    expect(aProfile).not.toMatch(/allow (network|mach|iokit|ipc)/);
    expect(aProfile).not.toMatch(/\(allow (file|process-exec)[^ ]*\)/);
  });

  test("shows the workspace for writing, a tool root for reading, and nothing else of a home", () => {
    expect(verdict(aProfile, "file-write*", "/Users/me/work/a")).toBe("allow");
    expect(verdict(aProfile, "file-read*", "/Users/me/go/bin/gofmt")).toBe("allow");
    expect(verdict(aProfile, "file-write*", "/Users/me/go/bin/gofmt")).toBe("deny");
    for (const path of ["/Users/me/.ssh/id", "/Users/me/works", "/private/etc/passwd", "/private/tmp/x"]) {
      expect(verdict(aProfile, "file-read*", path), path).toBe("deny");
      expect(verdict(aProfile, "file-write*", path), path).toBe("deny");
    }
  });

  test("keeps a read-only folder inside a writable one from being written", () => {
    const nested = seatbeltProfile({ readable: ["/w/vendor"], writable: ["/w"] });
    expect(verdict(nested, "file-write*", "/w/vendor/x")).toBe("deny");
    expect(verdict(nested, "file-write*", "/w/src/x")).toBe("allow");
  });

  test("keeps any path inside its quotes, and refuses one with control characters", () => {
    const unit = fc.constantFrom("a", "/", '"', "\\", "(", ")", " ", ";", "\n", "é", "\u0000");
    const path = fc.string({ unit }).map((name) => `/${name}`);
    fc.assert(
      fc.property(path, (writable) => {
        const isPlain = ![...writable].some((letter) => letter < " " || letter === "\x7f");
        try {
          const profile = seatbeltProfile({ readable: [], writable: [writable] });
          expect(isPlain).toBe(true);
          for (const operation of operationsOf(profile)) expect(operationsOf(aProfile)).toContain(operation);
        } catch (error) {
          if (!isFailure(error)) throw error;
          expect(isPlain).toBe(false);
        }
      }),
    );
    const cunning = seatbeltProfile({ readable: [], writable: ['/w") (allow network*) (literal "/x'] });
    expect(cunning).toContain('(subpath "/w\\") (allow network*) (literal \\"/x")');
  });
});
