import { beforeAll, describe, expect, test } from "vitest";
import { isTransition } from "../../src/core/journal/is-transition.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { summaryOf } from "../../src/core/worker/summary.ts";
import type { HostEvent, HostNotification } from "../../src/ports/host.ts";
import { hostFeed } from "../../src/runtime/host-feed.ts";
import { HostFolds } from "../../src/runtime/host-folds.ts";
import type { ForeignFile } from "../../src/runtime/import-foreign.ts";
import type { HostEventOptions } from "../../src/runtime/legate-options.ts";
import { parseHarnSnapshot } from "../../src/wire/harn-snapshot.ts";
import { statusNames } from "../../src/wire/status-names.ts";
import { busyLife } from "../support/busy-life.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";
import { aHarnSnapshot } from "../wire/a-harn-snapshot.ts";

async function heard(world: World, options: HostEventOptions = {}): Promise<HostEvent[]> {
  const { legate } = await openIn(world);
  await using _ = legate;
  return await collected(legate.hostEvents({ follow: false, ...options }));
}

async function collected<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function content({ params }: HostNotification): JsonObject {
  const update = params["update"] as { readonly content: JsonObject } | undefined;
  return update?.content ?? (params["data"] as JsonObject);
}

let world: World;
let all: HostEvent[];

beforeAll(async () => {
  world = await busyLife();
  all = await heard(world);
});

describe("a host", () => {
  test("hears every record of every worker once, in the order of their positions", async () => {
    const kept = await world.ports.store.readAll({ after: 0, limit: 100_000 });
    expect(all.map(({ stored }) => stored)).toEqual(kept);
    expect(new Set(kept.map(({ worker }) => worker)).size).toBeGreaterThan(6);
    expect(world.broken).toEqual([]);
  });

  test("is told of every change as an update and a progress that say how the worker stood just then", async () => {
    const seen = new Set<string>();
    for (const { stored, worker, notifications, position, seq } of all) {
      const journal = await world.ports.store.readWorker(worker, { limit: seq });
      const then = fold(journal);
      if (then === undefined || !isTransition(stored.record)) {
        expect(notifications).toEqual([]);
        continue;
      }
      const copied = (await heardFork(worker))?.seq ?? 0;
      if (seq <= copied) {
        expect(notifications, "another worker's past").toEqual([]);
        continue;
      }
      seen.add(stored.record.type);
      const { status, waitingOn } = summaryOf(then);
      const { harn } = statusNames(status, waitingOn);
      expect(notifications.map(({ method }) => method)).toEqual(["session/update", "progress"]);
      const place = { position, seq, at: stored.at, transition: stored.record.type };
      for (const one of notifications)
        expect(content(one)).toMatchObject({ worker_id: worker, status: harn, ...place });
    }
    expect([...seen].toSorted()).toEqual(expect.arrayContaining(LIVED));
  });

  test("that goes on from any position hears exactly the rest, as if it had never been away", async () => {
    for (const [index, { position }] of all.entries()) {
      const rest = await collected(hostFeed(world.ports, { after: position, follow: false }));
      expect(rest, `after ${position}`).toEqual(all.slice(index + 1));
    }
  });

  test("of one worker hears of it and of everything below it, and of no other", async () => {
    const { store } = world.ports;
    const [parent] = await store.streams({ name: "parent" });
    const tree = await store.streams(parent === undefined ? {} : { root: parent.worker });
    const family = tree.map(({ worker }) => worker);
    expect(family).toHaveLength(2);
    expect(await heard(world, { under: "parent" })).toEqual(all.filter((one) => family.includes(one.worker)));
  });

  test("is refused a position that this store has not reached", async () => {
    const head = await world.ports.store.head();
    await expect(heard(world, { after: head + 1 })).rejects.toMatchObject({ code: "bad-input" });
    expect(await heard(world, { after: head })).toEqual([]);
  });

  test("is told the task of the present cycle, and the session that it named", async () => {
    const [parent] = await world.ports.store.streams({ name: "parent" });
    const updates = (await heard(world, { sessionId: "chat-7" })).filter(
      ({ worker }) => worker === parent?.worker,
    );
    const tasks = updates.flatMap(({ notifications: [update] }) =>
      update === undefined ? [] : [(content(update)["metadata"] as JsonObject)["task"]],
    );
    expect(tasks[0]).toBe("coordinate");
    expect(tasks.at(-1)).toContain("again");
    expect(updates[0]?.notifications[0]?.params["sessionId"]).toBe("chat-7");
  });
});

/** What the busy life is about; the others are shown by their examples. */
const LIVED = [
  "approval.answered",
  "approval.asked",
  "authority.narrowed",
  "call.decided",
  "child.settled",
  "child.spawned",
  "cycle.started",
  "input.received",
  "turn.completed",
  "turn.interrupted",
  "worker.cancelled",
  "worker.completed",
  "worker.failed",
  "worker.forked",
  "worker.imported",
  "worker.interrupted",
  "worker.resumed",
  "worker.spawned",
  "worker.waiting",
];

async function heardFork(worker: HostEvent["worker"]): Promise<{ readonly seq: number } | undefined> {
  return fold(await world.ports.store.readWorker(worker))?.forkedFrom;
}

test("what happens while it listens is heard at once, and the feed ends when it is told to", async () => {
  const live = smallWorld([{ text: "done" }]);
  const { legate } = await openIn(live);
  await using _ = legate;
  const stop = new AbortController();
  const said: string[] = [];
  const listening = (async () => {
    for await (const { stored } of legate.hostEvents({ signal: stop.signal })) {
      said.push(stored.record.type);
      if (stored.record.type === "driver.released") stop.abort();
    }
  })();
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await listening;
  expect(said).toEqual((await legate.records(id)).map(({ record }) => record.type));
});

test("no value of an environment variable reaches a host", async () => {
  const secret = "sk-very-secret";
  const snapshot = aHarnSnapshot({ history: [`use ${secret}`], task: `use ${secret}` });
  const read = parseHarnSnapshot(snapshot);
  if (!read.ok) throw new Error("unreadable");
  const here = smallWorld([]);
  const { legate } = await openIn(here);
  await using _ = legate;
  const { place: __, ...file } = read.value;
  await legate.import({ ...file, digest: "sha256:00" } as ForeignFile, {
    policy: {},
    approvals: { otherwise: "allow" },
    model: "any",
  });
  const text = JSON.stringify(await collected(legate.hostEvents({ follow: false })));
  expect(JSON.stringify(snapshot)).toContain(secret);
  expect(text).toContain("worker.imported");
  expect(text).not.toContain(secret);
});

describe("what a feed keeps in memory", () => {
  const records = () => world.ports.store.readAll({ after: 0, limit: 100_000 });

  test("is no worker that is settled", async () => {
    const folds = new HostFolds(world.ports.store);
    let most = 0;
    for (const stored of await records()) {
      await folds.changed(stored);
      most = Math.max(most, folds.size);
    }
    expect(most).toBeGreaterThan(1);
    expect(folds.size, "all are settled in the end").toBe(0);
  });

  test("is bounded, and what it tells does not depend on the bound", async () => {
    const folds = new HostFolds(world.ports.store, 1);
    const told = [];
    for (const stored of await records()) {
      const change = await folds.changed(stored);
      expect(folds.size).toBeLessThanOrEqual(1);
      told.push(change === undefined ? [] : world.ports.hostFormat(change, { sessionId: "" }));
    }
    expect(told).toEqual(all.map(({ notifications }) => notifications));
  });
});

test("records of a worker that was discarded meanwhile are told without what they meant", async () => {
  const live = smallWorld([{ text: "done" }]);
  const { legate } = await openIn(live);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  await legate.release(id);
  const feed = hostFeed(live.ports, { follow: false });
  const first = (await feed.next()).value as HostEvent;
  expect(first.notifications).toHaveLength(2);
  const head = await live.ports.store.stream(id);
  if (head !== undefined) await live.ports.store.discard([head]);
  const rest = await collected(feed);
  expect(rest.length).toBeGreaterThan(3);
});
