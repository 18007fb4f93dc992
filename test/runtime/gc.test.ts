import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId, type WorkerId, workerId } from "../../src/core/ids.ts";
import type { StoredRecord, WorkerRecord } from "../../src/core/journal/record.ts";
import { wayBefore } from "../../src/core/retention/get-back.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import type { GcPolicy, GcRemoval } from "../../src/runtime/gc-report.ts";
import { viewOf } from "../../src/runtime/load-worker.ts";
import { dyingStore } from "../support/dying-store.ts";
import { BASE, type KeptPlaces, keptPlaces, placeOf, UNKEEPABLE } from "../support/kept-places.ts";
import { openIn, smallWorld, type World } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";
import { RECORD_EXAMPLES } from "../wire/record-examples.ts";

const DAY_MS = 24 * 3_600_000;

const ENDS = ["completed", "failed", "cancelled", "interrupted", "waiting", "running"] as const;

/** One worker of a tree, as the property makes them up. */
interface Node {
  /** Index of its parent among those before it; itself for none. */
  readonly parent: number;
  readonly end: (typeof ENDS)[number];
  readonly days: number;
  /** Its checkpoint differs from where it started. */
  readonly changed: boolean;
  /** Its directory has more than is kept. */
  readonly dirty: boolean;
  readonly dropped: boolean;
  readonly held: boolean;
  readonly inbox: boolean;
  /** What it says in the end. @default a word */
  readonly result?: string;
}

const rarely = fc.boolean().chain((once) => (once ? fc.boolean() : fc.constant(false)));
const node: fc.Arbitrary<Node> = fc.record({
  parent: fc.nat(7),
  end: fc.constantFrom(...ENDS, "completed", "completed", "failed"),
  days: fc.constantFrom(1, 40, 90),
  changed: rarely,
  dirty: rarely,
  dropped: rarely,
  held: rarely.map((once) => once),
  inbox: rarely,
});

const PLAIN: Node = {
  parent: 99,
  end: "completed",
  days: 40,
  changed: false,
  dirty: false,
  dropped: false,
  held: false,
  inbox: false,
};

interface Forest {
  readonly world: World;
  readonly places: KeptPlaces;
  readonly ids: readonly WorkerId[];
}

/** A store with these workers, as if they had lived. */
async function aForest(nodes: readonly Node[]): Promise<Forest> {
  const plain = smallWorld([]);
  const places = keptPlaces(() => ago(90));
  const world = { ...plain, ports: { ...plain.ports, workspaces: places.workspaces } };
  const ids: WorkerId[] = [];
  for (const [index, one] of nodes.entries()) {
    const id = workerId(systemClock.uuid());
    ids.push(id);
    await planted({ world, places, ids }, one, index);
  }
  return { world, places, ids };
}

const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

async function planted({ world, places, ids }: Forest, one: Node, index: number): Promise<void> {
  const worker = ids[index];
  const { store } = world.ports;
  if (worker === undefined) throw new Error("no such worker");
  const parent = ids[parentOf(one, index) ?? -1];
  const records = lifeOf(one, worker, parent);
  const at = ago(one.days);
  const stored = records.map((record, i): StoredRecord => ({ position: 0, worker, seq: i + 1, at, record }));
  const folded = fold(stored);
  const root = parent === undefined ? undefined : (await store.stream(parent))?.root;
  const first = {
    worker,
    expectedSeq: 0,
    expectedEpoch: 0,
    records,
    name: `w${index}`,
    ...(folded === undefined ? {} : { view: viewOf(folded) }),
    ...(parent === undefined ? {} : { parent }),
    ...(root === undefined ? {} : { root }),
  };
  await store.commit({ at, appends: [first] });
  places.refs.set(worker, at);
  places.directories.set(worker, `${one.changed ? "work" : BASE}${one.dirty ? UNKEEPABLE : ""}`);
  if (one.held) await store.commit({ at, appends: [heldBy(worker, records.length)] });
  if (one.inbox) await store.commit({ put: [{ worker, commandId: "c", from: "me", body: { type: "?" } }] });
}

function parentOf({ parent }: Node, index: number): number | undefined {
  return parent < index ? parent : undefined;
}

function heldBy(worker: WorkerId, seq: number) {
  const driver = driverId(systemClock.uuid());
  const record = { type: "driver.claimed", epoch: 1, driver, pid: 1 } as const;
  return { worker, expectedSeq: seq, expectedEpoch: 0, records: [record], claim: driver };
}

function lifeOf(one: Node, worker: WorkerId, parent: WorkerId | undefined): WorkerRecord[] {
  const { workflow: _, ...asked } = RECORD_EXAMPLES["worker.spawned"].request;
  const request = { ...asked, tools: ["look"], model: "any" };
  const checkpoint = {
    commit: "work",
    tree: "work",
    ref: `refs/${worker}`,
    ignored: { count: 0, sample: [] },
  };
  const records: WorkerRecord[] = [
    { type: "worker.spawned", request, ...(parent === undefined ? {} : { parent }) },
    { type: "cycle.started", cycle: 1, input: "go" },
    { type: "workspace.opened", workspace: placeOf(worker) },
  ];
  if (one.changed) records.push({ type: "workspace.checkpointed", checkpoint });
  if (one.end !== "running") records.push(endOf(one.end, one.result));
  if (one.dropped && isOver(one)) records.push({ type: "worker.dropped", by: "ann", reason: "no use" });
  return records;
}

function endOf(end: Exclude<Node["end"], "running">, result = "done"): WorkerRecord {
  switch (end) {
    case "completed":
      return { type: "worker.completed", result };
    case "failed":
      return { type: "worker.failed", code: "x", reason: "y" };
    case "cancelled":
    case "interrupted":
      return { type: `worker.${end}`, by: "me", reason: "y" };
    case "waiting":
      return { type: "worker.waiting", on: "limit", reason: result };
  }
}

const isOver = ({ end }: Node) => end !== "waiting" && end !== "running";

/** Which of them may go, said the long way round. */
function mayGo(nodes: readonly Node[]): boolean[] {
  const alone = nodes.map((one, index) => {
    const above = nodes[parentOf(one, index) ?? -1];
    const old = one.days > 30 && isOver(one) && one.end !== "interrupted";
    const unwanted = one.dropped || !(one.changed || one.dirty);
    return old && unwanted && !one.held && !one.inbox && (above === undefined || isOver(above));
  });
  const below = (index: number): number[] =>
    nodes.flatMap((one, i) => (parentOf(one, i) === index ? [i, ...below(i)] : []));
  return alone.map((may, index) => may && below(index).every((i) => alone[i]));
}

async function journals({ world, ids }: Forest) {
  return Promise.all(ids.map((id) => world.ports.store.readWorker(id)));
}

async function collected({ world }: Forest, policy: GcPolicy = {}) {
  const { legate } = await openIn(world, { drive: "anyone" });
  await using _ = legate;
  return await legate.gc(policy);
}

test("of any trees of workers exactly those go that may, and no work goes that nobody gave up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 8 }), async (nodes) => {
      const forest = await aForest(nodes);
      const before = await journals(forest);
      const plan = await collected(forest);
      expect(await journals(forest), "a plan changes nothing").toEqual(before);
      const report = await collected(forest, { apply: true });
      const going = mayGo(nodes);
      const gone = forest.ids.filter((_, index) => going[index]);
      expect(report.removed.map(({ worker }) => worker)).toEqual(gone.toReversed());
      const withExport = (one: GcRemoval) => ({ ...one, getBack: [wayBefore(one.worker), ...one.getBack] });
      expect(plan.removed).toEqual(report.removed.map(withExport));
      expect(report.kept.length + report.removed.length).toBe(nodes.length);
      const after = await journals(forest);
      expect(after).toEqual(before.map((records, index) => (going[index] ? [] : records)));
      for (const [index, id] of forest.ids.entries()) {
        expect(forest.places.directories.has(id)).toBe(!going[index]);
        expect(forest.places.refs.has(id)).toBe(!going[index]);
      }
      expect((await collected(forest, { apply: true })).removed).toEqual([]);
    }),
    { numRuns: Number(process.env["LEGATE_RUNS"] ?? 60) },
  );
});

describe("a worker stays", () => {
  test.each([
    ["while it is not over", { end: "waiting" }, "active"],
    ["while somebody holds it", { held: true }, "held"],
    ["while a command to it is unread", { inbox: true }, "inbox"],
    ["when it can be resumed", { end: "interrupted" }, "status"],
    ["when it ended lately", { days: 3 }, "recent"],
    ["with work that is nowhere else", { changed: true }, "unlanded"],
    ["with files that are nowhere else", { dirty: true }, "files"],
  ] as const)("%s", async (_when, given, because) => {
    const forest = await aForest([{ ...PLAIN, ...given }]);
    const report = await collected(forest, { apply: true });
    expect(report).toMatchObject({ removed: [], kept: [{ because }] });
    expect(await forest.world.ports.store.streams()).toHaveLength(1);
    expect(forest.places.directories.size).toBe(1);
  });

  test("with its parent, and its parent with it", async () => {
    const child = { ...PLAIN, parent: 0 };
    expect(
      await collected(await aForest([{ ...PLAIN, end: "running" }, child]), { apply: true }),
    ).toMatchObject({
      removed: [],
      kept: [{ because: "parent" }, { because: "active" }],
    });
    const forest = await aForest([PLAIN, { ...child, changed: true }]);
    const kept = [{ because: "unlanded" }, { because: "child" }];
    expect(await collected(forest, { apply: true })).toMatchObject({ removed: [], kept });
    expect(await collected(forest, { under: "w1" })).toMatchObject({ removed: [], kept: kept.slice(0, 1) });
  });

  test("when it was told something between the look at it and its removal", async () => {
    const forest = await aForest([PLAIN]);
    const [id] = forest.ids;
    if (id === undefined) throw new Error("nobody");
    const { workspaces } = forest.world.ports;
    const { release } = workspaces;
    forest.world.ports.workspaces.release = async (...given) => {
      await forest.world.ports.store.commit({
        put: [
          { worker: id, commandId: "late", from: "me", body: { type: "drop", by: "me", reason: "late" } },
        ],
      });
      return release(...given);
    };
    const report = await collected(forest, { apply: true });
    expect(report).toMatchObject({ removed: [], kept: [{ because: "changed" }] });
    expect(await forest.world.ports.store.stream(id)).toBeDefined();
  });
});

test("files that change between the look at them and their removal are kept, and stay for the runs after it", async () => {
  const forest = await aForest([PLAIN]);
  const [id] = forest.ids;
  if (id === undefined) throw new Error("nobody");
  const { release } = forest.world.ports.workspaces;
  forest.world.ports.workspaces.release = async (...given) => {
    forest.places.directories.set(id, "late work");
    return release(...given);
  };
  for (const _time of ["first", "second"]) {
    const report = await collected(forest, { apply: true });
    expect(report).toMatchObject({ removed: [], refs: 0, kept: [{ because: "files" }] });
    expect(forest.places.refs.has(id)).toBe(true);
  }
});

test("stopped in the middle it brings what it began to an end, and the next run does the rest", async () => {
  const forest = await aForest([PLAIN, { ...PLAIN, parent: 0 }, PLAIN]);
  const stop = new AbortController();
  const { release } = forest.world.ports.workspaces;
  forest.world.ports.workspaces.release = (...given) => {
    stop.abort();
    return release(...given);
  };
  const report = await collected(forest, { apply: true, signal: stop.signal });
  expect(report).toMatchObject({
    removed: [{ name: "w2" }],
    refs: 1,
    kept: [{ because: "stopped" }, { because: "stopped" }],
  });
  expect((await collected(forest, { apply: true })).removed).toHaveLength(2);
  expect(forest.places.refs.size).toBe(0);
});

test("content goes with the last record that names it", async () => {
  const long = "x".repeat(50_000);
  const forest = await aForest([
    { ...PLAIN, result: `${long} of one` },
    { ...PLAIN, result: long },
    { ...PLAIN, end: "waiting", result: long },
  ]);
  expect(await collected(forest, { apply: true })).toMatchObject({ removed: [{}, {}], contents: 1 });
});

test("a worker that went on between the look at it and its removal, and came to an end, is looked at anew", async () => {
  const forest = await aForest([{ ...PLAIN, end: "failed", dropped: true, changed: true }]);
  const { store } = forest.world.ports;
  let wentOn = false;
  const readWorker: typeof store.readWorker = async (worker, range) => {
    if (range?.afterSeq === 6 && !wentOn) {
      wentOn = true;
      const { seq = 0, epoch = 0 } = (await store.stream(worker)) ?? {};
      const records = [
        { type: "worker.resumed", by: "bob" },
        { type: "worker.completed", result: "more" },
      ] as const;
      await store.commit({ appends: [{ worker, expectedSeq: seq, expectedEpoch: epoch, records }] });
    }
    return store.readWorker(worker, range);
  };
  const raced = { ...forest.world.ports, store: storeWith(store, { readWorker }) };
  const report = await collected({ ...forest, world: { ...forest.world, ports: raced } }, { apply: true });
  expect(wentOn).toBe(true);
  expect(report).toMatchObject({ removed: [], kept: [{ because: "changed" }] });
  expect(await store.streams()).toHaveLength(1);
});

describe("work that a person dropped", () => {
  test("goes with its directory, whatever is in it, once they said so; and stays when it went on since", async () => {
    const forest = await aForest([{ ...PLAIN, changed: true, dirty: true }]);
    const { legate } = await openIn(forest.world, { drive: "anyone" });
    await using _ = legate;
    expect((await legate.gc({ apply: true })).removed).toEqual([]);
    await legate.drop("w0", { by: "ann", reason: "no use" });
    const last = (await legate.records("w0")).findLast(({ record }) => record.type === "worker.dropped");
    expect(last?.record).toEqual({ type: "worker.dropped", by: "ann", reason: "no use" });
    const again = (await legate.records("w0")).length;
    await legate.drop("w0");
    expect(
      (await legate.records("w0")).filter(({ record }) => record.type === "worker.dropped"),
    ).toHaveLength(1);
    expect((await legate.records("w0")).length).toBeGreaterThanOrEqual(again);
    await legate.send("w0", "go on");
    await legate.interrupt("w0");
    const statuses = ["interrupted"] as const;
    expect(await legate.gc({ olderThanMs: 0, statuses, apply: true })).toMatchObject({ removed: [] });
    await legate.drop("w0");
    const [gone] = (await legate.gc({ olderThanMs: 0, statuses, apply: true })).removed;
    expect(gone).toMatchObject({ name: "w0", dropped: true, directory: { unkept: expect.any(String) } });
    expect(await legate.list()).toEqual([]);
    expect(forest.places).toMatchObject({ directories: new Map(), refs: new Map() });
  });

  test("is only what is over", async () => {
    const forest = await aForest([{ ...PLAIN, end: "waiting" }]);
    const { legate } = await openIn(forest.world, { drive: "anyone" });
    await using _ = legate;
    await expect(legate.drop("w0")).rejects.toMatchObject({ code: "not-allowed-now" });
  });
});

test("dying at any write leaves every worker whole or gone, and the next runs finish the job", async () => {
  const nodes = [PLAIN, { ...PLAIN, parent: 0 }, { ...PLAIN, changed: true, dirty: true, dropped: true }];
  let deaths = 0;
  for (const dies of ["before", "after"] as const) {
    for (let n = 1; ; n++) {
      const forest = await aForest(nodes);
      const survived = await diesAt(forest, n, dies);
      await eachIsWholeOrGone(forest);
      await finished(forest);
      expect(await forest.world.ports.store.streams(), `${dies} ${n}`).toEqual([]);
      expect(forest.places, `${dies} ${n}`).toMatchObject({ directories: new Map(), refs: new Map() });
      if (survived) break;
      deaths += 1;
    }
  }
  expect(deaths).toBeGreaterThan(20);
});

/** Runs gc in a process of its own until that dies, or to its end. */
async function diesAt({ world }: Forest, n: number, dies: "before" | "after"): Promise<boolean> {
  const store = dyingStore(world.ports.store, n, dies);
  const own = { ...world, ports: { ...world.ports, presence: createMemoryPresence() } };
  const { legate } = await openIn(own, { store, drive: "anyone" });
  const done = legate.gc({ apply: true }).then(() => true);
  return Promise.race([done, store.dead.then(() => false)]);
}

async function eachIsWholeOrGone({ world, places, ids }: Forest): Promise<void> {
  for (const id of ids) {
    const head = await world.ports.store.stream(id);
    const records = await world.ports.store.readWorker(id);
    expect(records.length, "a journal is whole or gone").toBe(head?.seq ?? 0);
    if (head === undefined) expect(places.directories.has(id), "its directory went first").toBe(false);
    else expect(places.refs.has(id), "what is listed can be made again").toBe(true);
  }
}

/** Another process, days later: it takes up what the dead one held, and collects again. */
async function finished({ world }: Forest): Promise<void> {
  const now = () => new Date(Date.now() + 3 * DAY_MS).toISOString();
  const later = { ...world, ports: { ...world.ports, clock: { ...systemClock, now } } };
  const { legate, driver } = await openIn(later, { adopts: true });
  await using _ = legate;
  await driver.looked();
  const listed = (await legate.list()).map(({ id }) => id);
  if (listed.length > 0) await legate.wait(listed);
  for (let tries = 0; tries < 100; tries++) {
    await legate.gc({ apply: true });
    if ((await legate.list()).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
