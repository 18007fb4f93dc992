import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId, type WorkerId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { completed, type PolicyRequest } from "../../src/core/policy/policy-request.ts";
import type { Commit, Store } from "../../src/ports/store.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const READ_ONLY: PolicyRequest = { sideEffects: "read_only" };
const NOTHING = completed(READ_ONLY) as unknown as Json;
const call = (tool: string, args: Record<string, string>) => ({ tool, arguments: args });
const spawn = (model: string) => call("spawn_agent", { task: "help", model, name: model });

/** A parent, its child and its grandchild; the grandchild looks, and then sends as often as it may. */
function threeGenerations() {
  const looked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const tools = LEDGER_TOOLS.map((tool) => {
    if (tool.name !== "look") return tool;
    const during = async () => {
      looked.resolve();
      await goOn.promise;
    };
    return { ...tool, during };
  });
  const sends = [1, 2, 3].map((n) => ({ calls: [call("send", { text: `${n}` })] }));
  const world = smallWorld(
    {
      parent: [{ calls: [spawn("child")] }, { calls: [call("wait_agent", {})] }, { text: "done" }],
      child: [{ calls: [spawn("grandchild")] }, { calls: [call("wait_agent", {})] }, { text: "done" }],
      grandchild: [
        { calls: [call("look", { text: "x" }), call("send", { text: "0" })] },
        ...sends,
        { text: "done" },
      ],
    },
    tools,
  );
  return { world, looked: looked.promise, goOn: () => goOn.resolve() };
}

const narrowFor = (worker: WorkerId) => {
  const body = { type: "narrow", by: "ada", reason: "r", policy: NOTHING };
  return { worker, commandId: "n", from: "ada", body };
};

const typesIn = ({ appends = [] }: Commit) =>
  appends.flatMap(({ records }) => records.map(({ type }) => type));

/** A store in which something happens right before the first commit that is meant. */
function before(
  store: Store,
  isMeant: (commit: Commit) => boolean,
  happens: (commit: Commit) => Promise<void>,
) {
  let met = false;
  return new Proxy(store, {
    get(target, key) {
      if (key !== "commit")
        return Reflect.get(target, key, target).bind?.(target) ?? Reflect.get(target, key);
      return async (commit: Commit) => {
        if (!met && isMeant(commit)) {
          met = true;
          await happens(commit);
        }
        return target.commit(commit);
      };
    },
  });
}

const ignore = () => undefined;

const typesOf = async (legate: Legate, id: string) =>
  (await legate.records(id)).map(({ record }) => record.type);

test("a family is narrowed in one commit while it works: no call begins afterwards that the smaller ceiling forbids", async () => {
  const { world, looked, goOn } = threeGenerations();
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await looked;
  const before = await world.ports.store.head();
  const narrowing = legate.narrow(id, READ_ONLY, { by: "ada", reason: "enough" });
  goOn();
  await narrowing;
  await legate.wait(id, { timeoutMs: 5000 });

  expect(world.ledger.map(({ tool }) => tool)).toEqual(["look"]);
  for (const one of await legate.list({ under: id })) {
    const narrowed = (await legate.records(one.id)).filter(
      ({ record }) => record.type === "authority.narrowed",
    );
    expect(narrowed, one.name).toHaveLength(1);
    expect(narrowed[0]?.record).toMatchObject({ by: "ada", reason: "enough", rev: 1 });
    expect(narrowed[0]?.position).toBeGreaterThan(before);
    expect(one.status).toBe("completed");
  }
  const [, , grandchild] = await legate.list({ under: id });
  expect(grandchild).toMatchObject({ name: "grandchild", deniedCalls: 4 });
  expect(world.broken).toEqual([]);
});

test("without being narrowed the same family does all of it", async () => {
  const { world, goOn } = threeGenerations();
  goOn();
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  expect(world.ledger.map(({ tool }) => tool)).toEqual(["look", "send", "send", "send", "send"]);
});

test("an intent that a smaller ceiling overtook is refused by the store, and the call decided again", async () => {
  const world = smallWorld([{ calls: [call("send", { text: "x" })] }, { text: "done" }]);
  const intends = (commit: Commit) => typesIn(commit).includes("call.intended");
  let overtaken = 0;
  const racing = before(world.ports.store, intends, async (commit) => {
    overtaken++;
    const workers = commit.appends?.map(({ worker }) => worker) ?? [];
    await world.ports.store.commit({ put: workers.map(narrowFor) });
  });
  const { legate } = await openIn(world, { store: racing });
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  expect(overtaken).toBe(1);
  expect(world.ledger).toEqual([]);
  const types = await typesOf(legate, id);
  expect(types).not.toContain("call.intended");
  expect(types.filter((type) => type === "call.decided")).toHaveLength(2);
});

test("a child that was born between the look at the family and the commit hears of it from its parent", async () => {
  const { world, looked, goOn } = threeGenerations();
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await looked;
  const body = { type: "narrow", by: "ada", reason: "r", policy: NOTHING } as const;
  await world.ports.store.commit({ put: [{ worker: id, commandId: "n", from: "ada", body }] }); // to the parent alone
  await expect
    .poll(async () => {
      const middle = (await legate.list({ under: id }))[1];
      return typesOf(legate, middle?.id ?? "");
    })
    .toContain("authority.narrowed");
  goOn();
  await legate.wait(id, { timeoutMs: 5000 });
  expect(world.ledger.map(({ tool }) => tool)).toEqual(["look"]);
});

test("a child is not born with what its parent was forbidden to grant, and had not read yet", async () => {
  const world = smallWorld({
    parent: [{ calls: [spawn("child")] }, { calls: [call("wait_agent", {})] }, { text: "done" }],
    child: [{ calls: [call("send", { text: "x" })] }, { text: "done" }],
  });
  const births = (commit: Commit) => typesIn(commit).includes("child.spawned");
  let overtaken = 0;
  const racing = before(world.ports.store, births, async (commit) => {
    overtaken++;
    const parent = commit.appends?.find(({ records }) =>
      records.some(({ type }) => type === "child.spawned"),
    );
    if (parent !== undefined) await world.ports.store.commit({ put: [narrowFor(parent.worker)] });
  });
  const { legate } = await openIn(world, { store: racing });
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  expect(overtaken).toBe(1);
  expect(world.ledger).toEqual([]);
  const [, child] = await legate.list({ under: id });
  expect(child).toMatchObject({ name: "child", status: "completed", deniedCalls: 1 });
  expect(await typesOf(legate, child?.id ?? "")).not.toContain("authority.narrowed");
});

/** A parent whose child has ended, and the copies that are made of that child later: each of them sends. */
async function withEndedChild(storeOf: (store: Store) => Store = (store) => store) {
  const world = smallWorld({
    parent: [{ calls: [spawn("child")] }, { calls: [call("wait_agent", {})] }, { text: "done" }],
    child: [{ text: "nothing to do" }, { calls: [call("send", { text: "x" })] }, { text: "done" }],
  });
  const { legate } = await openIn(world, { store: storeOf(world.ports.store) });
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  const [, child] = await legate.list({ under: id });
  return { world, legate, parent: id, child: child?.id ?? id };
}

test("a copy that is made while its family is narrowed does nothing that the smaller ceiling forbids", async () => {
  const copies = (commit: Commit) => typesIn(commit).includes("worker.forked");
  let parent: WorkerId | undefined;
  const family = await withEndedChild((store) =>
    before(store, copies, async () => {
      if (parent === undefined) return;
      const other = { id: driverId(systemClock.uuid()), pid: 1 };
      await family.world.ports.presence.announce(other.id, { onNudge: ignore, onEvicted: ignore });
      await claim(family.world.ports, await loadWorker(store, parent), other); // so that it does not read it now
      await store.commit({ put: [narrowFor(parent)] });
    }),
  );
  await using legate = family.legate;
  parent = family.parent;
  const copy = await legate.fork(family.child, { text: "send it" });
  await legate.wait(copy.id, { timeoutMs: 5000 });
  expect(family.world.ledger).toEqual([]);
  expect(await legate.get(copy.id)).toMatchObject({ status: "completed", deniedCalls: 1 });
});

test("whoever narrows a family tells those, too, that came into it meanwhile", async () => {
  let copy: WorkerId | undefined;
  const narrows = ({ put = [] }: Commit) => put.some(({ body }) => Object(body).type === "narrow");
  const family = await withEndedChild((store) =>
    before(store, narrows, async () => {
      copy = (await family.legate.fork(family.child, { name: "late" })).id;
      await expect.poll(async () => store.inbox(copy ?? family.parent)).toEqual([]); // it took its authority again
    }),
  );
  await using legate = family.legate;
  await legate.narrow(family.parent, READ_ONLY);
  await expect.poll(async () => typesOf(legate, copy ?? "")).toContain("authority.narrowed");
});

test("a copy in a family that nobody narrows sends", async () => {
  const family = await withEndedChild();
  await using legate = family.legate;
  const copy = await legate.fork(family.child, { text: "send it" });
  await legate.wait(copy.id, { timeoutMs: 5000 });
  expect(family.world.ledger.map(({ text }) => text)).toEqual(["x"]);
});
