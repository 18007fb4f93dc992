import { expect, test } from "vitest";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { preset } from "../../../src/core/policy/presets.ts";
import { whyNotLinked } from "../../../src/core/workspace/linked.ts";

const workspace = {
  kind: "worktree",
  repo: "/r",
  base: "HEAD",
  include: [],
  includeUncommitted: false,
  linked: true,
} as const;
const of = (name: "read-only" | "edit" | "build" | "network") => preset(name).capabilities;

test("a linked worktree is for workers whose ceiling ends before processes", () => {
  expect(whyNotLinked({ workspace, ceiling: rootCeiling(of("read-only")) })).toBeUndefined();
  expect(whyNotLinked({ workspace, ceiling: rootCeiling(of("edit")) })).toBeUndefined();
  expect(whyNotLinked({ workspace, ceiling: rootCeiling(of("build")) })).toMatch(/may use process_exec/);
  expect(whyNotLinked({ workspace, ceiling: rootCeiling(of("network")) })).toMatch(/may use network/);
});

test("what may be handed on counts, since a child can share the place", () => {
  const ceiling = rootCeiling(of("edit"), undefined, of("build"));
  expect(whyNotLinked({ workspace, ceiling })).toMatch(/may hand on process_exec/);
});

test("set-up and tear-down are processes, too", () => {
  const ceiling = rootCeiling(of("edit"));
  const commands = [{ argv: ["npm", "ci"] }];
  expect(whyNotLinked({ workspace, ceiling, setUp: commands })).toMatch(/set-up or tear-down/);
  expect(whyNotLinked({ workspace, ceiling, tearDown: commands })).toMatch(/set-up or tear-down/);
});

test("any other workspace is for every worker", () => {
  const ceiling = rootCeiling(of("network"));
  expect(whyNotLinked({ workspace: { ...workspace, linked: false }, ceiling })).toBeUndefined();
  expect(whyNotLinked({ workspace: { kind: "none" }, ceiling })).toBeUndefined();
});
