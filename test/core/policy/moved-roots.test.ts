import fc from "fast-check";
import { expect, test } from "vitest";
import { containsPath } from "../../../src/core/policy/canonical-path.ts";
import { type CapabilityPolicy, TOP } from "../../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { withMovedRoots } from "../../../src/core/policy/moved-roots.ts";
import { anyPolicy } from "./arbitrary-policy.ts";

function moved(workspaceRoots: CapabilityPolicy["workspaceRoots"]) {
  const { use } = withMovedRoots(rootCeiling({ ...TOP, workspaceRoots }), "/old/place", "/new");
  return use.workspaceRoots;
}

test.each([
  ["the workspace itself", ["/old/place"], ["/new"]],
  ["a folder in it", ["/old/place/src/a"], ["/new/src/a"]],
  ["a folder around it", ["/old"], ["/new"]],
  ["everything", ["/"], ["/new"]],
  ["a folder beside it", ["/old/placemat", "/etc"], []],
  ["no folder", [], []],
] as const)("a root that is %s moves along with the workspace", (_what, roots, expected) => {
  expect(moved(roots)).toEqual(expected);
});

test("any place stays any place", () => {
  expect(moved("any")).toBe("any");
});

test("every root lies in the new workspace, whatever the old ones were", () => {
  fc.assert(
    fc.property(anyPolicy, (use) => {
      const { workspaceRoots } = withMovedRoots(rootCeiling(use), "/w/a", "/new/place").use;
      if (workspaceRoots === "any") return;
      expect(workspaceRoots.every((root) => containsPath("/new/place", root))).toBe(true);
    }),
  );
});
