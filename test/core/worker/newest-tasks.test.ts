import { expect, test } from "vitest";
import { newestTasks } from "../../../src/core/worker/newest-tasks.ts";

test("of what cycles were for the newest twenty are told, each in short", () => {
  const many = Array.from({ length: 25 }, (_, index) => `task ${index}`);
  const kept = many.reduce<readonly string[]>((before, task) => newestTasks(before, task), []);
  expect(kept).toEqual(many.slice(5));
  const [long = ""] = newestTasks([], "x".repeat(10_000));
  expect(long).toBe(`${"x".repeat(500)} [… 9500 bytes more]`);
});
