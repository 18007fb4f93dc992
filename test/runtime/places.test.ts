import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId, type WorkerId } from "../../src/core/ids.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import type { RoomLimits } from "../../src/runtime/room.ts";
import { FREELY, LEDGER_TOOLS, smallWorld, type World } from "../support/small-world.ts";

/** A driver that adopts whatever there is, within these limits. */
async function driverOver(world: World, limits: RoomLimits & { readonly maxQueued?: number }) {
  const driver = new Driver(world.ports, {
    identity: { id: driverId(systemClock.uuid()), pid: process.pid },
    ...limits,
    adopts: true,
    defaults: { model: "any" },
    report: (_worker, error) => void world.broken.push(error),
  });
  await driver.start();
  return createLegateOver(world.ports, driver, { defaults: { model: "any" }, drive: "anyone" });
}

/** A tool that says who is at it, and how many were at most. */
function meter() {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const order: string[] = [];
  const during = async ({ idempotencyKey }: { idempotencyKey: string }) => {
    const worker = idempotencyKey.slice(0, idempotencyKey.lastIndexOf(":"));
    order.push(worker);
    for (const name of ["all", worker]) {
      now.set(name, (now.get(name) ?? 0) + 1);
      most.set(name, Math.max(most.get(name) ?? 0, now.get(name) ?? 0));
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
    for (const name of ["all", worker]) now.set(name, (now.get(name) ?? 0) - 1);
  };
  return {
    most,
    order,
    tools: LEDGER_TOOLS.map((tool) => (tool.name === "look" ? { ...tool, during } : tool)),
  };
}

const LOOK = { calls: [{ tool: "look", arguments: { text: "x" } }] };

describe("places", () => {
  test("are never more than the driver has, and everybody gets one in the end", async () => {
    const { most, tools } = meter();
    const world = smallWorld([LOOK, { text: "done" }], tools);
    await using legate = await driverOver(world, { maxConcurrent: 3 });
    const spawned = await Promise.all(
      Array.from({ length: 12 }, () => legate.spawn({ task: "t", ...FREELY })),
    );
    const { done } = await legate.wait(
      spawned.map(({ id }) => id),
      { timeoutMs: 10_000 },
    );
    expect(done).toBe(true);
    expect(most.get("all")).toBe(3);
  });

  test("of one model are never more than it may have, and other models go past it", async () => {
    const { most, tools } = meter();
    const world = smallWorld({ slow: [LOOK, LOOK, { text: "done" }], other: [{ text: "done" }] }, tools);
    await using legate = await driverOver(world, { maxConcurrent: 8, maxPerModel: 2 });
    const slow = await Promise.all(
      Array.from({ length: 6 }, () => legate.spawn({ task: "t", ...FREELY, model: "slow" })),
    );
    const other = await legate.spawn({ task: "t", ...FREELY, model: "other" });
    expect((await legate.wait(other.id, { timeoutMs: 5_000 })).done).toBe(true);
    expect(
      (
        await legate.wait(
          slow.map(({ id }) => id),
          { timeoutMs: 10_000 },
        )
      ).done,
    ).toBe(true);
    expect(most.get("all")).toBe(2);
  });

  test("go to the tree with the fewest at work: a large tree does not keep a small one waiting", async () => {
    const { order, tools } = meter();
    const kids = Array.from({ length: 10 }, (_, n) => ({
      tool: "spawn_agent",
      arguments: { task: "t", name: `k${n}`, model: "kid" },
    }));
    const world = smallWorld(
      {
        big: [{ calls: kids }, { calls: [{ tool: "wait_agent" }] }, { text: "all" }],
        kid: [LOOK, { text: "k" }],
      },
      tools,
    );
    await using legate = await driverOver(world, { maxConcurrent: 2 });
    const big = await legate.spawn({ task: "t", ...FREELY, model: "big" });
    while ((await legate.list({ parent: big.id })).length < 10)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const small = await legate.spawn({ task: "t", ...FREELY, model: "kid" });
    await legate.wait([big.id, small.id], { timeoutMs: 10_000 });
    const place = order.indexOf(small.id as WorkerId);
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place, `its turn among ${order.length}`).toBeLessThan(6);
  });

  test("of one tree are never more than it may have", async () => {
    const { most, tools } = meter();
    const kids = Array.from({ length: 6 }, (_, n) => ({
      tool: "spawn_agent",
      arguments: { task: "t", name: `k${n}`, model: "kid" },
    }));
    const world = smallWorld(
      {
        big: [{ calls: kids }, { calls: [{ tool: "wait_agent" }] }, { text: "all" }],
        kid: [LOOK, { text: "k" }],
      },
      tools,
    );
    await using legate = await driverOver(world, { maxConcurrent: 8, maxPerTree: 2 });
    const big = await legate.spawn({ task: "t", ...FREELY, model: "big" });
    expect((await legate.wait(big.id, { timeoutMs: 10_000 })).done).toBe(true);
    expect(most.get("all")).toBeLessThanOrEqual(2);
  });
});
