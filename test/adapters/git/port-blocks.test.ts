import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aWorker, aWorktree, type Ground, makeGround, openState } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

test("each checkout has ports of its own, whoever opens it, the same when it is opened again, and free once it is removed", async () => {
  const workers = Array.from({ length: 6 }, () => aWorker());
  const opened = await Promise.all(
    workers.map((worker) => openState(ground.stateDir).open(aWorktree(ground.repo), worker, {})),
  );
  const blocks = opened.map(({ ports }) => ports?.first ?? 0);
  expect(new Set(blocks.map((first) => Math.floor(first / 10))).size).toBe(6);
  expect(opened.every(({ ports }) => ports?.count === 10)).toBe(true);
  const [first = aWorker()] = workers;
  expect(await openState(ground.stateDir).open(aWorktree(ground.repo), first, {})).toEqual(opened[0]);
  const [one] = opened;
  if (one !== undefined) await ground.workspaces.release(one, first, undefined, {});
  expect(readdirSync(join(ground.stateDir, "ports"))).toHaveLength(6);
  await ground.workspaces.forget([first], new Date(Date.now() + 60_000).toISOString());
  expect(readdirSync(join(ground.stateDir, "ports"))).toHaveLength(5);
  const next = await ground.workspaces.open(aWorktree(ground.repo), aWorker(), {});
  expect(next.ports?.first).toBe(opened[0]?.ports?.first);
});

test("a folder of the caller's has none: it is no place of the worker's own", async () => {
  const opened = await ground.workspaces.open({ kind: "directory", path: ground.repo }, aWorker(), {});
  expect(opened.ports).toBeUndefined();
});
