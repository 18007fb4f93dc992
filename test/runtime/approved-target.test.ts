import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import type { RecordType } from "../../src/core/journal/record.ts";
import type { Tool } from "../../src/ports/toolbox.ts";
import { openIn, PLACE, smallWorld, type World } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

/** Each call says in which state what it would change is now. */
function withTarget(world: World, target: () => string): void {
  const { get } = world.ports.toolbox;
  world.ports.toolbox.get = (name) => {
    const tool = get(name);
    if (tool === undefined) return undefined;
    const prepare: Tool["prepare"] = async (...given) => {
      const prepared = await tool.prepare(...given);
      return prepared.ok ? { ...prepared, target: target() } : prepared;
    };
    return { ...tool, prepare, probe: async () => "not-done" };
  };
}

/** Asked, approved, and begun by a process that dies before a record of the call is written. */
async function approvedAndDied(world: World, before: RecordType = "call.intended") {
  const { store } = world.ports;
  const died = Promise.withResolvers<void>();
  const mortal = storeWith(store, {
    commit: (work) => {
      const records = work.appends?.flatMap((append) => append.records) ?? [];
      if (!records.some(({ type }) => type === before)) return store.commit(work);
      died.resolve();
      return new Promise(() => undefined);
    },
  });
  const own = { ...world, ports: { ...world.ports, presence: createMemoryPresence() } };
  const { legate } = await openIn(own, { store: mortal });
  const { id } = await legate.spawn({ task: "t", workspace: PLACE, policy: {} });
  await legate.wait(id);
  await legate.approve(id);
  await died.promise;
  return id;
}

const TURNS = [{ calls: [{ tool: "send", arguments: { text: "s" } }] }, { text: "Sent." }];

test("a yes does not outlive a change of its target, even when the driver died after it was counted", async () => {
  const world = smallWorld(TURNS);
  let target = "as it was";
  withTarget(world, () => target);
  const id = await approvedAndDied(world);
  target = "somebody changed it";
  const { legate } = await openIn(world);
  await using _ = legate;
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(world.ledger).toEqual([]);
  await legate.approve(id);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
});

test("a yes whose target is unchanged counts in the next process", async () => {
  const world = smallWorld(TURNS);
  withTarget(world, () => "as it was");
  const id = await approvedAndDied(world);
  const { legate } = await openIn(world);
  await using _ = legate;
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
});

const AGAIN = [
  ["may be repeated", "idempotent"],
  ["had not happened, as its tool says", "reconcilable"],
] as const;

describe.each(AGAIN)(
  "a call that people said yes to, whose driver died in it, and that %s",
  (_, effectClass) => {
    const send = { name: "send", sideEffects: "workspace_write", effectClass } as const;
    const begunAndDied = async (target: () => string) => {
      const world = smallWorld(TURNS, [send]);
      withTarget(world, target);
      const id = await approvedAndDied(world, "call.finished");
      expect(world.ledger).toHaveLength(1);
      return { world, id };
    };

    test("is asked about again when what it would change is not what they saw", async () => {
      let target = "as it was";
      const { world, id } = await begunAndDied(() => target);
      target = "somebody changed it";
      const { legate } = await openIn(world);
      await using _ = legate;
      expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "waiting", waitingOn: "approval" });
      expect(world.ledger).toHaveLength(1);
      await legate.approve(id);
      expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
      expect(world.ledger).toHaveLength(2);
    });

    test("runs again by the same yes when it is", async () => {
      const { world, id } = await begunAndDied(() => "as it was");
      const { legate } = await openIn(world);
      await using _ = legate;
      expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
      expect(world.ledger).toHaveLength(2);
    });
  },
);
