import { expect, test } from "vitest";
import type { WorkerId } from "../../src/core/ids.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const spawn = (name: string) => ({ tool: "spawn_agent", arguments: { task: "help", name, model: name } });
const wait = { tool: "wait_agent", arguments: {} };

test("what a stopped worker lent to one that still works is not given back before that one is done", async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const during = async () => {
    begun.resolve();
    await go.promise;
  };
  const slow = { name: "slow", sideEffects: "read_only", effectClass: "read", during } as const;
  const world = smallWorld(
    {
      root: [{ calls: [spawn("middle")] }, { calls: [wait] }, { text: "over" }],
      middle: [{ calls: [spawn("leaf")] }, { calls: [wait] }, { text: "never" }],
      leaf: [{ calls: [{ tool: "slow", arguments: { text: "x" } }] }, { text: "done" }],
    },
    [...LEDGER_TOOLS, slow],
  );
  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY, model: "root", budgets: { turns: 20 } });
  await begun.promise;
  await legate.interrupt("middle");
  await legate.wait(id);
  const leaf = (await legate.list({ name: "leaf" }))[0]?.id ?? "";
  const lentToLeaf = Number((await loadWorker(world.ports.store, leaf as WorkerId)).ledger.slice?.turns);
  const lentOf = async () => (await loadWorker(world.ports.store, id)).ledger.lent[0]?.spent.turns;
  expect(lentToLeaf).toBeGreaterThan(2);
  expect(await lentOf()).toBe(2 + lentToLeaf);
  go.resolve();
  await legate.wait(leaf);
  for (let n = 0; n < 100 && (await lentOf()) !== 2 + 2; n++)
    await new Promise((next) => setTimeout(next, 10));
  expect(await lentOf()).toBe(2 + 2);
});
