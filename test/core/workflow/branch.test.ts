import { expect, test } from "vitest";
import { branchesOf } from "../../../src/core/workflow/branch.ts";
import { branchOf, isForward } from "../../../src/core/workflow/edge.ts";

test("a condition ends in true or false, everything else in success; all can fail", () => {
  expect(branchesOf("condition")).toEqual(["true", "false", "failure", "skipped", "exhausted", "always"]);
  expect(branchesOf("verify")).toEqual(["success", "failure", "skipped", "exhausted", "always"]);
});

test("an edge is on success where it says nothing, and goes forward where it is not bounded", () => {
  expect(branchOf({ from: "a", to: "b" })).toBe("success");
  expect(isForward({ from: "a", to: "b" })).toBe(true);
  expect(isForward({ from: "b", to: "a", maxVisits: 2 })).toBe(false);
});
