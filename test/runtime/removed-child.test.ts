import { expect, test } from "vitest";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

test("narrowing a worker of which a child was removed for good reaches the children that are left", async () => {
  const spawn = (name: string) => ({
    tool: "spawn_agent",
    arguments: { task: "help", name, model: "child" },
  });
  const world = smallWorld({
    parent: [
      { calls: [spawn("gone"), spawn("left")] },
      { calls: [{ tool: "wait_agent" }] },
      { text: "over" },
    ],
    child: [{ text: "done" }],
  });
  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY, model: "parent" });
  await legate.wait(id);
  const [gone, left] = await legate.list({ parent: id });
  if (gone === undefined || left === undefined) throw new Error("there are two children");
  await world.ports.store.discard([{ worker: gone.id, seq: gone.seq }]);
  await legate.narrow(id, { sideEffects: "read_only" });
  await legate.wait(left.id);
  const narrowed = (await legate.records(left.id)).filter(
    ({ record }) => record.type === "authority.narrowed",
  );
  expect(narrowed).toHaveLength(1);
  expect(world.broken).toEqual([]);
});
