import { expect, test } from "vitest";
import { LegateError } from "../../src/ports/failure.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

const read = { sideEffects: "read_only", effectClass: "read" } as const;

test("a broken worker goes on when a person resumes it from another process", async () => {
  const world = smallWorld(
    [{ calls: [{ tool: "odd", arguments: { text: "x" } }] }, { text: "Went on." }],
    [
      {
        name: "odd",
        ...read,
        during: async () => {
          if (world.ledger.length === 1) throw new TypeError("a bug in a tool");
        },
      },
    ],
  );
  const background = await openIn(world, { adopts: true });
  await using _ = background.legate;
  const { legate } = await openIn(world, { drive: "anyone" });
  await using __ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "interrupted" });
  await legate.resume(id);
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({ status: "completed" });
});

test("when a tool breaks, its siblings are heard out before the worker is given back", async () => {
  const broke = Promise.withResolvers<void>();
  const world = smallWorld(
    [{ calls: ["breaks", "lasts"].map((tool) => ({ tool, arguments: { text: tool } })) }, { text: "ok" }],
    [
      {
        name: "breaks",
        ...read,
        during: async () => {
          setTimeout(broke.resolve, 20);
          throw new TypeError("a bug in a tool");
        },
      },
      { name: "lasts", ...read, during: () => broke.promise },
    ],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  await broke.promise;
  await new Promise((next) => setTimeout(next, 20));
  const types = (await legate.records(id)).map(({ record }) => record.type);
  expect(types.slice(-4)).toEqual(["call.finished", "worker.interrupted", "audit.sealed", "driver.released"]);
});

test("a resume that waits while the surroundings fail does not make the worker wait for nobody", async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const world = smallWorld(
    [{ calls: [{ tool: "boxed", arguments: { text: "x" } }] }, { text: "Went on." }],
    [
      {
        name: "boxed",
        sideEffects: "workspace_write",
        effectClass: "once",
        during: async () => {
          begun.resolve();
          await go.promise;
          throw new LegateError("sandbox-unavailable", "no room in the box");
        },
      },
    ],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  const resumed = legate.resume(id);
  await new Promise((next) => setTimeout(next, 20));
  go.resolve();
  await resumed;
  const worker = (await legate.wait(id)).workers[0];
  expect(worker).toMatchObject({ status: "failed", failure: "sandbox-unavailable" });
  await legate.resume(id);
  const after = (await legate.wait(id)).workers[0];
  expect(after).toMatchObject({ status: "completed", result: "Went on." });
  expect(world.ledger, "what may have happened is not done again").toHaveLength(1);
});

test("a full disk is retried and said; the worker does not stay `running` with nobody at it", async () => {
  const world = smallWorld([{ calls: [{ tool: "send", arguments: { text: "x" } }] }, { text: "no" }]);
  const { store } = world.ports;
  let full = 0;
  const commit: typeof store.commit = async (work) => {
    const records = work.appends?.flatMap((append) => append.records) ?? [];
    if (full > 0 || records.some(({ type }) => type === "call.finished")) full += 1;
    if (full > 0 && full < 5) throw new LegateError("disk-full", "no room");
    return store.commit(work);
  };
  const { legate } = await openIn(world, { store: storeWith(store, { commit }) });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const { workers } = await legate.wait(id, { timeoutMs: 5_000 });
  expect(workers[0]).toMatchObject({ status: "interrupted" });
  expect(world.broken.length).toBeGreaterThan(0);
});

test("a store that fails while the driver looks around does not bring the process down", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  let failures = 1;
  const streams: typeof store.streams = async (filter) => {
    if (filter?.statuses?.includes("queued") && failures-- > 0) throw new LegateError("disk-full", "no room");
    return store.streams(filter);
  };
  const background = await openIn(world, { store: storeWith(store, { streams }), adopts: true });
  await using _ = background.legate;
  const { legate } = await openIn(world, { drive: "anyone" });
  await using __ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({ status: "completed" });
  expect(world.broken).toMatchObject([{ code: "disk-full" }]);
});

test("a journal that cannot be read is reported once, and does not keep the driver from others", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  const { legate } = await openIn(world, { drive: "anyone" });
  await using _ = legate;
  const odd = await legate.spawn({ task: "t", ...FREELY });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const readWorker: typeof store.readWorker = async (worker, range) => {
    if (worker === odd.id) throw new LegateError("store-too-new", "written by a newer Legate");
    return store.readWorker(worker, range);
  };
  const background = await openIn(world, { store: storeWith(store, { readWorker }), adopts: true });
  await using __ = background.legate;
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({ status: "completed" });
  expect(world.broken).toMatchObject([{ code: "store-too-new" }]);
});

test("a store that cannot be read for a while is said once, and looked into again when it can", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  let gone = true;
  const streams: typeof store.streams = async (filter) => {
    if (gone && filter?.statuses?.includes("queued")) throw new LegateError("store-unavailable", "held");
    return store.streams(filter);
  };
  const background = await openIn(world, { store: storeWith(store, { streams }), adopts: true });
  await using _ = background.legate;
  const { legate } = await openIn(world, { drive: "anyone" });
  await using __ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id, { timeoutMs: 700 });
  expect(background.driver.failure).toMatchObject({ code: "store-unavailable" });
  expect(world.broken).toHaveLength(1);
  gone = false;
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({ status: "completed" });
  expect(background.driver.failure).toBeUndefined();
});
