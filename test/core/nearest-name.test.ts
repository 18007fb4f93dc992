import { expect, test } from "vitest";
import { nearest } from "../../src/core/nearest-name.ts";

test("the nearest known name is found through one slip of any kind", () => {
  const known = ["text", "tools", "turns"];
  for (const slip of ["txet", "tex", "texxt", "tezt", "Text"]) expect(nearest(slip, known)).toBe("text");
});

test("a name that is like none of the known ones has no nearest", () => {
  expect(nearest("price", ["text", "tools"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});
