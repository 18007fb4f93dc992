import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { completed, type PolicyRequest } from "../../src/core/policy/policy-request.ts";
import type { Legate } from "../../src/runtime/legate.ts";
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
  const { store } = world.ports;
  let overtaken = 0;
  const racing = new Proxy(store, {
    get(target, key) {
      if (key !== "commit")
        return Reflect.get(target, key, target).bind?.(target) ?? Reflect.get(target, key);
      return async (commit: Parameters<typeof store.commit>[0]) => {
        const intends = commit.appends?.find(({ records }) =>
          records.some(({ type }) => type === "call.intended"),
        );
        if (intends !== undefined && overtaken++ === 0) {
          const { worker } = intends;
          const body = { type: "narrow", by: "ada", reason: "r", policy: NOTHING };
          await target.commit({ put: [{ worker, commandId: "n", from: "ada", body }] });
        }
        return target.commit(commit);
      };
    },
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
