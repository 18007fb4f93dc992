import { expect, test } from "vitest";
import { LegateError } from "../../src/ports/failure.ts";
import type { Commit } from "../../src/ports/store.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

test("a worker that is handed back when the disk is full is handed back once there is room, and goes on", async () => {
  const begun = Promise.withResolvers<void>();
  const during = async ({ signal }: { signal: AbortSignal }) => {
    begun.resolve();
    if (world.ledger.length === 1) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  };
  const slow = { name: "slow", sideEffects: "read_only", effectClass: "read", during } as const;
  const calls = [{ tool: "slow", arguments: { text: "x" } }];
  const world = smallWorld([{ calls }, { text: "went on" }], [...LEDGER_TOOLS, slow]);
  const { store } = world.ports;
  let full = 1;
  const commit = async (work: Commit) => {
    const givesBack = work.appends?.some(({ release }) => release === true) ?? false;
    if (givesBack && full-- > 0) throw new LegateError("disk-full", "The disk is full.");
    return store.commit(work);
  };
  const first = await openIn(world, { store: storeWith(store, { commit }) });
  const { id } = await first.legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  await first.legate[Symbol.asyncDispose]();

  const second = await openIn(world, { adopts: true });
  await using _ = second.legate;
  const { workers } = await second.legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "went on" });
  const types = (await second.legate.records(id)).map(({ record }) => record.type);
  expect(types).not.toContain("worker.interrupted");
});
