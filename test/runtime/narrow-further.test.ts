import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { NOTHING_FURTHER } from "../../src/core/policy/approval-policy.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const call = (tool: string, args: Readonly<Record<string, Json>>) => ({ tool, arguments: args });
const SEND = call("send", { text: "x" });
const spawn = (name: string) => call("spawn_agent", { task: "help", model: name, name });
const WAIT = { calls: [call("wait_agent", {})] };
const done = { text: "done" };

test("rules that a narrowing brings judge the calls of the whole family from then on", async () => {
  const world = smallWorld({
    parent: [{ calls: [spawn("child"), SEND] }, WAIT, done],
    child: [{ calls: [SEND, call("put", { text: "y" })] }, done],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" }, { drive: "anyone" });
  const approvals = [{ ...NOTHING_FURTHER, deny: [{ tools: ["send"] }] }];
  await legate.narrow(id, {}, { approvals });
  await legate.wait(id, { timeoutMs: 5000 });
  expect(world.ledger.map(({ tool }) => tool)).toEqual(["put"]);
});

test("a budget that is narrowed ends what the worker may use up, and says so in its journal", async () => {
  const turns = [{ calls: [SEND] }, { calls: [call("send", { text: "y" })] }, done];
  const narrowed = async (calls: number | undefined) => {
    const world = smallWorld(turns);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...FREELY, task: "t" }, { drive: "anyone" });
    if (calls !== undefined) await legate.narrow(id, { budgets: { calls } });
    const [worker] = (await legate.wait(id, { timeoutMs: 5000 })).workers;
    const limits = (await legate.records(id)).filter(({ record }) => record.type === "budget.raised");
    return { sent: world.ledger.length, status: worker?.status, limits: limits.length };
  };
  expect(await narrowed(1)).toEqual({ sent: 1, status: "waiting", limits: 1 });
  expect(await narrowed(undefined)).toEqual({ sent: 2, status: "completed", limits: 0 });
});

test("how many generations there may be is counted from whoever was narrowed, also for those born before", async () => {
  const grandchild = async (maxDepth: number | undefined) => {
    const born = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const during = async () => {
      born.resolve();
      await goOn.promise;
    };
    const look = { name: "look", sideEffects: "read_only", effectClass: "read", during } as const;
    const world = smallWorld(
      {
        parent: [{ calls: [spawn("child")] }, WAIT, done],
        child: [{ calls: [call("look", { text: "x" })] }, { calls: [spawn("grandchild")] }, WAIT, done],
        grandchild: [done],
      },
      [look],
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
    await born.promise;
    if (maxDepth !== undefined) await legate.narrow(id, { delegation: { maxDepth } }, { by: "ada" });
    goOn.resolve();
    await legate.wait(id, { timeoutMs: 5000 });
    return (await legate.list({ under: id })).map(({ name }) => name).slice(1);
  };
  expect(await grandchild(1)).toEqual(["child"]);
  expect(await grandchild(2)).toEqual(["child", "grandchild"]);
  expect(await grandchild(undefined)).toEqual(["child", "grandchild"]);
});

test("a copy of a child keeps the rules that the child alone was given", async () => {
  const world = smallWorld({
    parent: [{ calls: [call("spawn_agent", { task: "help", model: "child", agent: "quiet" })] }, WAIT, done],
    child: [{ calls: [SEND] }, done, { calls: [SEND] }, done],
  });
  const role = { name: "quiet", description: "", system: "", deny: [{ tools: ["send"] }] };
  const quiet = { ...world, ports: { ...world.ports, roles: { find: async () => role } } };
  const { legate } = await openIn(quiet);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  const [child] = await legate.list({ parent: id });
  const copy = await legate.fork(child?.id ?? id, { text: "send it now" });
  await legate.wait(copy.id, { timeoutMs: 5000 });
  expect(world.ledger).toEqual([]);
  expect(await legate.get(copy.id)).toMatchObject({ status: "completed", deniedCalls: 2 });
});
