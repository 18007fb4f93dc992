import { expect, test } from "vitest";
import { LegateError } from "../../src/ports/failure.ts";
import type { Models } from "../../src/ports/model.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

const withModels = (world: World, models: Models): World => ({ ...world, ports: { ...world.ports, models } });

test.each(["model-key-missing", "unknown-model"] as const)(
  "a worker whose model this driver lacks (%s) is left to one that has it, and does not fail",
  async (code) => {
    const world = smallWorld([{ text: "ok" }]);
    const asked: string[] = [];
    const lacking: Models = {
      resolve: async (name) => {
        asked.push(name);
        throw new LegateError(code, "not here");
      },
    };
    const without = await openIn(withModels(world, lacking), { adopts: true });
    await using _ = without.legate;
    const { legate } = await openIn(world, { drive: "anyone" });
    await using __ = legate;
    const { id } = await legate.spawn({ task: "t", ...FREELY });
    while (asked.length === 0) await without.driver.looked();
    await without.driver.looked();
    expect(await legate.get(id)).toMatchObject({ status: "queued", epoch: 0 });
    expect(asked, "once, not at every look").toHaveLength(1);

    const having = await openIn(world, { adopts: true });
    await using ___ = having.legate;
    expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", epoch: 1 });
  },
);

test("a worker that this driver was asked for fails with what is missing, rather than to wait for nobody", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const left = await openIn(world, { drive: "anyone" });
  const { id } = await left.legate.spawn({ task: "t", ...FREELY });
  await left.legate[Symbol.asyncDispose]();
  const lacking: Models = {
    resolve: async () => {
      throw new LegateError("model-key-missing", "not here");
    },
  };
  const { legate } = await openIn(withModels(world, lacking));
  await using _ = legate;
  expect((await legate.wait(id)).workers[0]).toMatchObject({
    status: "failed",
    failure: "model-key-missing",
  });
});
