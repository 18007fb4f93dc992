import { expect, test } from "vitest";
import { LegateError } from "../../src/ports/failure.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

test.each(["here", "anyone"] as const)(
  "a directory that cannot be given up stays, and whoever asked hears why (drive: %s)",
  async (drive) => {
    const world = smallWorld([{ text: "ok" }]);
    world.ports.workspaces.release = async () => {
      throw new LegateError("git-failed", "git cannot look at it");
    };
    const first = await openIn(world);
    const { id } = await first.legate.spawn({ task: "t", ...FREELY });
    await first.legate.wait(id);
    await first.legate[Symbol.asyncDispose]();
    const { legate } = await openIn(world, { drive });
    await using _ = legate;
    const said = await legate.release(id, { signal: AbortSignal.timeout(3_000) });
    expect(said).toEqual({ removed: false, reason: "git cannot look at it" });
    expect(await legate.get(id)).toMatchObject({ status: "completed" });
    expect(world.broken).toEqual([]);
  },
);

test("a release that was asked for before a resume does not take the directory afterwards", async () => {
  const world = smallWorld([{ errors: [{ class: "bad-request" }], text: "Done." }]);
  let releases = 0;
  const { release } = world.ports.workspaces;
  world.ports.workspaces.release = (...given) => {
    releases += 1;
    return release(...given);
  };
  const first = await openIn(world);
  const { id } = await first.legate.spawn({ task: "t", ...FREELY });
  await first.legate.wait(id);
  await first.legate[Symbol.asyncDispose]();
  await world.ports.store.commit({
    put: [
      { worker: id, commandId: "1", from: "a", body: { type: "release", by: "a" } },
      { worker: id, commandId: "2", from: "a", body: { type: "resume", by: "a" } },
    ],
  });
  const second = await openIn(world);
  await using _ = second.legate;
  expect((await second.legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
  expect(releases).toBe(0);
});

test("whoever only answers a command and breaks over it gives the worker back", async () => {
  const world = smallWorld([{ text: "ok" }]);
  world.ports.workspaces.release = async () => {
    throw new TypeError("a bug");
  };
  const first = await openIn(world);
  const { id } = await first.legate.spawn({ task: "t", ...FREELY });
  await first.legate.wait(id);
  await first.legate[Symbol.asyncDispose]();
  const { legate } = await openIn(world, { drive: "anyone" });
  await using _ = legate;
  await expect(legate.release(id)).rejects.toThrow("a bug");
  expect((await world.ports.store.stream(id))?.driver).toBeUndefined();

  const driving = await openIn(world);
  await using __ = driving.legate;
  const said = await driving.legate.release(id, { signal: AbortSignal.timeout(3_000) });
  expect(said).toMatchObject({ removed: false, reason: expect.stringContaining("broke off") });
});

test("a release and a drop of a worker at work are refused at once, and what is said behind them is heard", async () => {
  const go = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const during = () => {
    begun.resolve();
    return go.promise;
  };
  const world = smallWorld(
    [{ calls: [{ tool: "put", arguments: { text: "x" } }] }, { expect: { message: "steer" }, text: "Done." }],
    LEDGER_TOOLS.map((tool) => (tool.name === "put" ? { ...tool, during } : tool)),
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  await expect(legate.release(id)).rejects.toThrow("close it first");
  await expect(legate.drop(id)).rejects.toThrow("close it first");
  await legate.send(id, "steer");
  expect(await legate.get(id)).toMatchObject({ status: "running", pendingInputs: 1 });
  go.resolve();
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Done." });
});
