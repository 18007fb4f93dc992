import { expect, test } from "vitest";
import type { HostEvent } from "../../src/ports/host.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

test("a host that fails hears the same event again before any other, and the worker goes on meanwhile", async () => {
  const world = smallWorld([{ text: "done" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const heard: number[] = [];
  const failures: unknown[] = [];
  const stop = new AbortController();
  const done = Promise.withResolvers<void>();
  const host = {
    notify: async ({ position, stored }: HostEvent) => {
      heard.push(position);
      if (stored.record.type === "turn.completed") await done.promise;
      if (heard.filter((one) => one === position).length === 1 && position % 3 === 0) throw new Error("busy");
      if (stored.record.type === "driver.released") stop.abort();
    },
  };
  const telling = legate.tellHost(host, {
    signal: stop.signal,
    report: (error) => void failures.push(error),
  });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
  done.resolve();
  const last = await telling;
  const records = await legate.records(id);
  expect(heard).toEqual(records.flatMap(({ position: at }) => (at % 3 === 0 ? [at, at] : [at])));
  expect(last).toBe(records.at(-1)?.position);
  expect(failures.length).toBeGreaterThan(1);
});

test("a host that never takes an event is not waited for once it is told to stop", async () => {
  const world = smallWorld([{ text: "done" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  const stop = new AbortController();
  const host = {
    notify: async () => {
      stop.abort();
      throw new Error("gone");
    },
  };
  expect(await legate.tellHost(host, { signal: stop.signal })).toBeUndefined();
});
