import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { whyNotVisible } from "../../../src/adapters/bubblewrap/visible-paths.ts";

const visibility = {
  hidden: ["/home/u/.state", "/home/u/.state/work/keys"],
  revealed: ["/home/u/.state/work", "/home/u/.state/vault"],
};
const why = (path: string) => whyNotVisible(path, visibility);

describe("what a command may be shown", () => {
  test("is never the root of the file system, nor a folder that contains the state directory", () => {
    expect(why("/")).toContain("root of the file system");
    expect(why("/home")).toContain("contains /home/u/.state");
    expect(why("/home/u")).toContain("contains /home/u/.state");
  });

  test("is not the state directory, nor anything in it that was not revealed", () => {
    expect(why("/home/u/.state")).toBeDefined();
    expect(why("/home/u/.state/journal.db")).toContain("lies in /home/u/.state");
  });

  test("is one workspace, but not the folder of all workspaces", () => {
    expect(why("/home/u/.state/work/w1")).toBeUndefined();
    expect(why("/home/u/.state/vault/repo/objects")).toBeUndefined();
    expect(why("/home/u/.state/work")).toBeDefined();
  });

  test("is not what is hidden again inside a revealed folder", () => {
    expect(why("/home/u/.state/work/keys")).toBeDefined();
    expect(why("/home/u/.state/work/keys/one")).toContain("lies in /home/u/.state/work/keys");
  });

  test("is anything beside the state directory, also what only begins like it", () => {
    expect(why("/home/u/project")).toBeUndefined();
    expect(why("/home/u/.state-of-mind")).toBeUndefined();
  });

  test("never includes a hidden path, for any hidden and revealed folders", () => {
    const path = fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 4 })
      .map((names) => `/${names.join("/")}`);
    const paths = fc.array(path, { maxLength: 3 });
    fc.assert(
      fc.property(path, paths, paths, (shown, hidden, revealed) => {
        if (whyNotVisible(shown, { hidden, revealed }) !== undefined) return;
        const exposed = hidden.filter((one) => one === shown || one.startsWith(`${shown}/`));
        expect(exposed).toEqual([]);
        const around = hidden.filter((one) => shown.startsWith(`${one}/`));
        for (const one of around) {
          expect(revealed.some((open) => open.startsWith(`${one}/`) && shown.startsWith(`${open}/`))).toBe(
            true,
          );
        }
      }),
    );
  });
});
