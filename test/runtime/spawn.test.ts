import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId } from "../../src/core/ids.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import type { RuntimePorts } from "../../src/runtime/runtime-ports.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const nobodyDrives = (ports: RuntimePorts, maxQueued: number) => {
  const driver = new Driver(ports, {
    identity: { id: driverId(systemClock.uuid()), pid: process.pid },
    maxConcurrent: 1,
    maxQueued,
    adopts: false,
    defaults: { model: "any" },
    report: () => undefined,
  });
  return createLegateOver(ports, driver, { defaults: { model: "any" }, drive: "anyone" });
};

test("the same key gives the same worker, also at the same moment, and a key with another task is refused", async () => {
  const world = smallWorld([{ text: "done" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const asked = { task: "go", ...FREELY, idempotencyKey: "k" };
  const [first, second] = await Promise.all([legate.spawn(asked), legate.spawn(asked)]);
  await legate.wait(first.id);
  expect([second.id, (await legate.spawn(asked)).id]).toEqual([first.id, first.id]);
  await expect(legate.spawn({ ...asked, task: "stay", name: "other" })).rejects.toMatchObject({
    code: "name-taken",
    message: expect.stringContaining("(task, name differ)"),
    details: { worker: first.id, key: "k", differs: ["task", "name"] },
  });
  expect(await legate.list()).toHaveLength(1);
});

test.each([
  ["policy", { policy: { sideEffects: "read_only" } }, "authority"],
  ["budgets", { budgets: { turns: 1 } }, "authority"],
  ["tools", { tools: ["look"] }, "tools"],
  ["limits", { limits: { maxTurns: 7 } }, "limits"],
  ["model settings", { modelSettings: { temperature: 1 } }, "modelSettings"],
  ["folder", { workspace: { kind: "none" } }, "workspace"],
] as const)("the same key with another %s is refused, and names it", async (_, other, named) => {
  const { legate } = await openIn(smallWorld([{ text: "done" }]));
  await using _legate = legate;
  const asked = { task: "go", ...FREELY, idempotencyKey: "k" };
  const { id } = await legate.spawn(asked);
  await expect(legate.spawn({ ...asked, ...other })).rejects.toMatchObject({
    code: "name-taken",
    details: { worker: id, differs: [named] },
  });
  expect((await legate.spawn(asked)).id).toBe(id);
});

test("the same key with another base of the same repository is refused, and with more to show it is not", async () => {
  const { legate } = await openIn(smallWorld([{ text: "done" }]));
  await using _ = legate;
  const at = (base: string, include: readonly string[] = []) => ({
    task: "go",
    ...FREELY,
    idempotencyKey: "k",
    workspace: { kind: "worktree", repo: "/repo", base, include, includeUncommitted: false } as const,
  });
  const { id } = await legate.spawn(at("main"));
  await expect(legate.spawn(at("v2"))).rejects.toMatchObject({ details: { differs: ["workspace"] } });
  expect((await legate.spawn(at("main", ["node_modules"]))).id).toBe(id);
});

test("no more workers than `maxQueued` are made at one moment", async () => {
  const world = smallWorld([]);
  await using legate = nobodyDrives(world.ports, 3);
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, () => legate.spawn({ task: "go", ...FREELY })),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  expect(await legate.list()).toHaveLength(3);
});

test("no more workers than `maxQueued` wait for a place: the next is refused, and none is made", async () => {
  const world = smallWorld([]);
  await using legate = nobodyDrives(world.ports, 3);
  const asked = { task: "go", ...FREELY };
  const made = [await legate.spawn(asked), await legate.spawn(asked), await legate.spawn(asked)];
  const refused = { code: "queue-full", details: { queued: 3, maxQueued: 3 } };
  await expect(legate.spawn(asked)).rejects.toMatchObject(refused);
  await expect(nobodyDrives(world.ports, 3).spawn(asked)).rejects.toMatchObject(refused);
  expect(await legate.list()).toHaveLength(3);

  const { ports } = world;
  const [head] = await ports.store.streams({ workers: [made[0]?.id ?? ""] as never });
  expect(head?.view?.status).toBe("queued");
  const { legate: driving } = await openIn(world, { adopts: false });
  await driving.close(made[0]?.id ?? "");
  await driving[Symbol.asyncDispose]();
  expect((await legate.spawn(asked)).status).toBe("queued");
});

test("a spawn whose looking around takes longer than its time is refused, and makes nothing later", async () => {
  const world = smallWorld([{ text: "done" }]);
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const resolve = world.ports.models.resolve.bind(world.ports.models);
  const models = { ...world.ports.models, resolve: (name: string) => slow.then(() => resolve(name)) };
  const { legate } = await openIn({ ...world, ports: { ...world.ports, models } });
  await using _ = legate;
  await expect(legate.spawn({ task: "go", ...FREELY }, { timeoutMs: 20 })).rejects.toMatchObject({
    code: "timed-out",
    message: expect.stringContaining("no worker was made"),
  });
  const stopped = legate.spawn({ task: "go", ...FREELY }, { signal: AbortSignal.timeout(5) });
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  answer();
  await new Promise((done) => setTimeout(done, 5));
  expect(await legate.list()).toEqual([]);
  expect((await legate.spawn({ task: "go", ...FREELY }, { timeoutMs: 5000 })).name).toBe("go");
});
