import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { left } from "../../src/core/budget/ledger.ts";
import type { Json } from "../../src/core/json.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { dyingStore } from "../support/dying-store.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const look = (text: string) => ({ tool: "look", arguments: { text } });
const spawn = (args: Record<string, Json>) => ({
  tool: "spawn_agent",
  arguments: { task: "help", model: "child", ...args },
});
const used = (tokens: number) => ({ usage: { inputTokens: tokens, outputTokens: 0 } });
const turns = (n: number, tokens = 0) =>
  Array.from({ length: n }, (_, i) => ({ text: `part ${i}`, calls: [look(`l${i}`)], ...used(tokens) }));

/** Out of budget it rests in between, and `wait` would be over. */
async function atTheEnd(legate: Legate, ...ids: readonly string[]) {
  const results = async () => Promise.all(ids.map(async (id) => (await legate.get(id)).result));
  await expect.poll(async () => (await results()).includes(null), { timeout: 10_000 }).toBe(false);
  return results();
}

async function until<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const found = await ask();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("a budget", () => {
  test.each([
    ["turns", { turns: 2 }, "turns: used 2 of 2"],
    ["calls", { calls: 1 }, "calls: used 1 of 1"],
    ["tokens", { tokens: 2_000 }, "tokens: used 2000 of 2000"],
  ] as const)(
    "of %s stops the worker before it is overrun, with its work so far, and can be raised",
    async (_, budgets, reason) => {
      const world = smallWorld([...turns(3, 1_000), { text: "done" }]);
      const { legate } = await openIn(world);
      await using __ = legate;
      const { id } = await legate.spawn({ task: "go", ...FREELY, tools: ["look"], budgets });
      const [stopped] = (await legate.wait(id)).workers;
      expect(stopped).toMatchObject({ status: "waiting", waitingOn: "budget" });
      expect(stopped?.reason).toContain(reason);
      expect(stopped?.partial).toMatch(/^part/);
      await legate.resume(id, { budgets: { turns: 100, calls: 100, tokens: 100_000 } });
      expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "done" });
    },
  );

  test("of money needs a model whose price is known, unless an unknown one is allowed", async () => {
    const world = smallWorld({ secret: { price: "unknown", turns: [{ text: "x" }] } });
    const { legate } = await openIn(world);
    await using _ = legate;
    const asked = { task: "go", ...FREELY, model: "secret", budgets: { costUsd: 1 } } as const;
    await expect(legate.spawn(asked)).rejects.toMatchObject({ code: "bad-input" });
    const { id } = await legate.spawn({ ...asked, unknownPrice: "allow" });
    expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", cost: { known: false } });
  });

  test("of money stops before a call that it cannot pay, and bounds the answer by what is left", async () => {
    const price = { input: 1_000, output: 1_000 }; // a tenth of a cent a token
    const world = smallWorld({
      dear: { price, turns: [{ calls: [look("a")], ...used(900) }, { text: "never" }] },
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({
      task: "go",
      ...FREELY,
      model: "dear",
      tools: ["look"],
      budgets: { costUsd: 1.5 },
    });
    expect((await legate.wait(id)).workers[0]).toMatchObject({
      waitingOn: "budget",
      cost: { known: true, usd: 0.9 },
    });
    const request = (await legate.records(id)).find(({ record }) => record.type === "turn.requested")?.record;
    const reserved = request?.type === "turn.requested" ? (request.reserved?.costUsd ?? 9) : 9;
    expect(reserved).toBeGreaterThan(0);
    expect(reserved).toBeLessThanOrEqual(1.5);
  });

  test("of time passes by itself, and a child's lies inside its parent's", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({})] }, { text: "x" }],
      child: [{ text: "y" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({
      task: "go",
      ...FREELY,
      model: "parent",
      budgets: { wallMs: 60_000 },
    });
    await legate.wait(id);
    const born = fold(await legate.records((await legate.list({ parent: id }))[0]?.id ?? ""));
    expect(born?.ledger.slice?.wallMs).toBeLessThanOrEqual(60_000);
    expect(born?.ledger.slice?.wallMs).toBeGreaterThan(30_000);
    const late = await legate.spawn({ task: "go", ...FREELY, model: "parent", budgets: { wallMs: 1 } });
    expect((await legate.wait(late.id)).workers[0]).toMatchObject({ waitingOn: "budget" });
  });
});

describe("a budget of time", () => {
  test.each([
    ["time", "wallMs"],
    ["active time", "activeMs"],
  ] as const)(
    "of %s ends the model call that is under way, and lets it be made again",
    async (name, kind) => {
      const world = smallWorld([{ delayMs: 400, text: "done" }]);
      const { legate } = await openIn(world);
      await using _ = legate;
      const limits = { maxAttempts: 1 };
      const { id } = await legate.spawn({ task: "go", ...FREELY, limits, budgets: { [kind]: 100 } });
      const [stopped] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
      expect(stopped).toMatchObject({ status: "waiting", waitingOn: "budget", turns: 0 });
      expect(stopped?.reason).toContain(`${name}: used`);
      await legate.resume(id, { budgets: { [kind]: 60_000 } });
      const [ended] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
      expect(ended).toMatchObject({ status: "completed", result: "done" });
    },
  );

  test("gives a tool call no longer than what is left of it", async () => {
    const given: number[] = [];
    const during = async ({ timeoutMs }: { timeoutMs: number }) => void given.push(timeoutMs);
    const tools = LEDGER_TOOLS.map((tool) => (tool.name === "look" ? { ...tool, during } : tool));
    const world = smallWorld([{ calls: [look("a")] }, { text: "done" }], tools);
    const { legate } = await openIn(world);
    await using _ = legate;
    for (const budgets of [{}, { activeMs: 9_000 }, { wallMs: 9_000 }]) {
      const { id } = await legate.spawn({ task: "go", ...FREELY, budgets });
      await legate.wait(id, { timeoutMs: 5_000 });
    }
    expect(given.map((ms) => ms <= 9_000)).toEqual([false, true, true]);
  });
});

describe("a tree's budget", () => {
  const tree = { task: "go", ...FREELY, model: "parent" } as const;

  test("is shared: a child draws on a slice, gets more while there is more, and returns the rest", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({})] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
      child: [...turns(6), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 12 } });
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({
      status: "completed",
      result: "over",
    });
    const parent = fold(await legate.records(id));
    const [child] = await legate.list({ parent: id });
    expect(child).toMatchObject({ status: "completed", turns: 7 });
    expect(parent?.ledger.lent).toMatchObject([{ settled: true, spent: { turns: 7 } }]);
    const granted = (await legate.records(id)).filter(({ record }) => record.type === "child.granted");
    expect(granted.length).toBeGreaterThan(0);
    expect(parent?.totals.turns).toBe(3);
  });

  test("lends again to a child that is done and is sent more", async () => {
    const world = smallWorld({
      parent: [
        { calls: [spawn({ name: "kid" })] },
        { calls: [{ tool: "wait_agent" }] },
        {
          calls: [{ tool: "send_input", arguments: { worker: "kid", text: "more" } }, { tool: "wait_agent" }],
        },
        { expect: { message: "more is done" }, text: "over" },
      ],
      child: [{ text: "done" }, ...turns(3), { text: "more is done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 20 } });
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({
      status: "completed",
      result: "over",
    });
    expect((await legate.get(id)).budget.spent.turns).toBe(4 + 5);
  });

  test("lends again to a child whose follow-up waited for its end", async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const during = async () => {
      begun.resolve();
      await go.promise;
    };
    const world = smallWorld(
      {
        parent: [{ calls: [spawn({ name: "kid" })] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
        child: [...turns(2), { text: "done" }, ...turns(2), { text: "more is done" }],
      },
      LEDGER_TOOLS.map((tool) => (tool.name === "look" ? { ...tool, during } : tool)),
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 30 } });
    await begun.promise;
    const [kid] = await legate.list({ parent: id });
    await legate.send(kid?.id ?? "", "more", { mode: "followUp" });
    go.resolve();
    const { workers } = await legate.wait([id, kid?.id ?? ""], { timeoutMs: 5_000 });
    expect(workers.map(({ status, result }) => [status, result])).toEqual([
      ["completed", "over"],
      ["completed", "more is done"],
    ]);
    expect(workers[1]).toMatchObject({ cycle: 2, turns: 6 });
    expect((await legate.get(id)).budget.spent.turns).toBe(3 + 6);
  });

  test("lends more tokens to a child that has some left, but not enough for its next question", async () => {
    const world = smallWorld({
      parent: [
        { calls: [spawn({ name: "kid" })] },
        { calls: [{ tool: "wait_agent" }] },
        { expect: { message: "child done" }, text: "over" },
      ],
      child: [...turns(1, 48_500), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { tokens: 100_000 } });
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ result: "over" });
    const granted = (await legate.records(id)).filter(({ record }) => record.type === "child.granted");
    expect(granted).not.toEqual([]);
  });

  test("ends a child that nobody can lend more, as waiting(budget), and its parent hears of it", async () => {
    const world = smallWorld({
      parent: [
        { calls: [spawn({ budget: { turns: 2 } })] },
        { calls: [{ tool: "wait_agent" }] },
        { expect: { message: "waiting(budget)" }, text: "it ran out" },
      ],
      child: turns(9),
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 20 } });
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ result: "it ran out" });
    expect((await legate.list({ parent: id }))[0]).toMatchObject({ waitingOn: "budget", turns: 2 });
  });

  test("that is raised for a worker goes on to those below it that rest for want of it", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({ name: "kid" })] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
      child: [...turns(6), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 5 } });
    const [stuck] = (await legate.wait(id, { until: "rest", timeoutMs: 5_000 })).workers;
    const [kid] = await legate.list({ parent: id });
    expect([stuck?.status, kid?.waitingOn]).toEqual(["waiting", "budget"]);
    await legate.resume(id, { budgets: { turns: 40 } });
    expect(await atTheEnd(legate, id, kid?.id ?? "")).toEqual(["over", "child done"]);
  });

  test("that is raised for a worker is what it may lend by the number, and no more than that", async () => {
    const world = smallWorld({
      parent: [
        { calls: [spawn({ name: "big", budget: { turns: 20 } })] },
        { text: "refused" },
        {
          calls: [
            spawn({ name: "too-big", budget: { turns: 41 } }),
            spawn({ name: "kid", budget: { turns: 20 } }),
          ],
        },
        { calls: [{ tool: "wait_agent" }] },
        { text: "over" },
      ],
      child: [...turns(12), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 10 } });
    expect((await legate.wait(id)).workers[0]).toMatchObject({ result: "refused" });
    expect(await legate.list({ parent: id })).toEqual([]);
    await legate.resume(id, { budgets: { turns: 40 } });
    await legate.send(id, "again");
    await expect.poll(async () => (await legate.get(id)).result, { timeout: 10_000 }).toBe("over");
    const children = await legate.list({ parent: id });
    expect(children).toMatchObject([{ name: "kid", status: "completed", turns: 13 }]);
    const kid = children[0]?.id ?? "";
    expect(await legate.fork(kid)).toMatchObject({ status: "completed" });
    await legate.send(kid, "once more");
    const types = async () => (await legate.records(kid)).map(({ record }) => record.type);
    await expect.poll(types, { timeout: 5_000 }).toContain("input.received");
    expect(await types()).not.toContain("authority.narrowed");
  });

  test("that one child gives back goes to another that rests for want of it", async () => {
    const go = Promise.withResolvers<void>();
    const world = smallWorld(
      {
        parent: [
          { calls: [spawn({ name: "idle", model: "idle" }), spawn({ name: "kid" })] },
          { calls: [{ tool: "wait_agent", arguments: { workers: ["idle"] } }] },
          { calls: [{ tool: "wait_agent", arguments: { workers: ["kid"] } }] },
          { text: "over" },
        ],
        idle: [{ calls: [{ tool: "put", arguments: { text: "x" } }] }, { text: "idle done" }],
        child: [...turns(11), { text: "child done" }],
      },
      LEDGER_TOOLS.map((tool) => (tool.name === "put" ? { ...tool, during: () => go.promise } : tool)),
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 20 } });
    const kid = async () => (await legate.list({ parent: id })).find(({ name }) => name === "kid");
    await expect.poll(async () => (await kid())?.waitingOn, { timeout: 5_000 }).toBe("budget");
    go.resolve();
    const both = [id, (await kid())?.id ?? ""];
    expect(await atTheEnd(legate, ...both)).toEqual(["over", "child done"]);
  });

  test("that is raised after a worker has ended goes on to those that it left behind", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({ name: "kid" })] }, { text: "over" }],
      child: [...turns(6), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 5 } });
    await legate.wait(id, { until: "settled", timeoutMs: 5_000 });
    const [{ id: kid = "" } = {}] = await legate.list({ parent: id });
    const [stuck] = (await legate.wait(kid, { timeoutMs: 5_000 })).workers;
    expect(stuck?.reason).toContain("lent by its parent");
    expect(stuck?.budget.lent).toEqual(["turns"]);
    expect((await legate.resume(id, { budgets: { turns: 40 } })).status).toBe("completed");
    expect(await atTheEnd(legate, kid)).toEqual(["child done"]);
  });

  test("that is raised at the top goes on to those below a worker that is over, and comes back at their end", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({ name: "middle", model: "middle" })] }, { text: "over" }],
      middle: [{ calls: [spawn({ name: "kid" })] }, { text: "middle done" }],
      child: [...turns(9), { text: "child done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 7 } });
    const family = async () =>
      Object.fromEntries((await legate.list({ under: id })).map((one) => [one.name, one]));
    const states = async () => [(await family())["middle"]?.status, (await family())["kid"]?.waitingOn];
    await expect.poll(states, { timeout: 5_000 }).toEqual(["completed", "budget"]);
    const rest = async () => {
      const worker = fold(await legate.records(id));
      return worker === undefined ? undefined : left(worker.ledger, "turns");
    };
    await expect.poll(rest, { timeout: 5_000 }).toBe(0);
    await legate.resume(id, { budgets: { turns: 40 } });
    await expect.poll(async () => (await family())["kid"]?.result, { timeout: 10_000 }).toBe("child done");
    const all = Object.values(await family()).reduce((sum, worker) => sum + worker.turns, 0);
    await expect.poll(rest, { timeout: 5_000 }).toBe(40 - all);
    const { middle } = await family();
    const records = (await legate.records(id)).map(({ record }) => record);
    expect(records.filter(({ type }) => type === "child.settled").length).toBeGreaterThan(1);
    expect((await legate.artifacts(id)).filter(({ source }) => source === middle?.id)).toHaveLength(1);
    expect(world.broken).toEqual([]);
  });

  test("of time that is raised moves the end of those below it, too", async () => {
    const go = Promise.withResolvers<void>();
    const world = smallWorld(
      {
        parent: [{ calls: [spawn({ name: "kid" })] }, { text: "over" }],
        child: [{ calls: [look("a")] }, { text: "child done" }],
      },
      LEDGER_TOOLS.map((tool) => (tool.name === "look" ? { ...tool, during: () => go.promise } : tool)),
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { wallMs: 3_000 } });
    const [{ id: kid = "" } = {}] = await until(() => legate.list({ parent: id }));
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    go.resolve();
    expect((await legate.wait(kid, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ waitingOn: "budget" });
    await legate.resume(id, { budgets: { wallMs: 600_000 } });
    expect(await atTheEnd(legate, kid)).toEqual(["child done"]);
  });

  test("that a child gives back wakes its parent, which rests for it", async () => {
    const go = Promise.withResolvers<void>();
    const world = smallWorld(
      {
        parent: [
          { calls: [spawn({ name: "kid" })] },
          { calls: [look("x")] },
          { calls: [look("y")] },
          { text: "over" },
        ],
        child: [{ calls: [{ tool: "put", arguments: { text: "x" } }] }, { text: "child done" }],
      },
      LEDGER_TOOLS.map((tool) => (tool.name === "put" ? { ...tool, during: () => go.promise } : tool)),
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 6 } });
    const [stuck] = (await legate.wait(id, { until: "rest", timeoutMs: 5_000 })).workers;
    go.resolve();
    expect([stuck?.waitingOn, ...(await atTheEnd(legate, id))]).toEqual(["budget", "over"]);
    expect(stuck?.reason).toContain("lent to its children");
  });

  test("that is raised by a little is for the worker it was raised for, before those below it", async () => {
    const world = smallWorld({
      parent: [{ calls: [spawn({ name: "kid" })] }, { calls: [look("x")] }, { text: "over" }],
      child: turns(9),
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...tree, budgets: { turns: 4 } });
    await legate.wait(id, { until: "rest", timeoutMs: 5_000 });
    const [{ id: kid = "" } = {}] = await legate.list({ parent: id });
    await legate.wait(kid, { timeoutMs: 5_000 });
    await legate.resume(id, { budgets: { turns: 5 } });
    expect(await atTheEnd(legate, id)).toEqual(["over"]);
  });

  test("is never overrun, whichever commit a driver dies at", async () => {
    const script = {
      parent: [{ calls: [spawn({})] }, { calls: [{ tool: "wait_agent" }] }, { text: "over" }],
      child: [...turns(4), { text: "child done" }],
    };
    let deaths = 0;
    for (let n = 1; ; n++) {
      const world = smallWorld(script);
      const doomed = dyingStore(world.ports.store, n, n % 2 === 0 ? "before" : "after");
      const first = await openIn(
        { ...world, ports: { ...world.ports, presence: createMemoryPresence() } },
        { store: doomed },
      );
      const asked = { ...tree, budgets: { turns: 8, calls: 9 }, idempotencyKey: "t" } as const;
      const ended = first.legate.spawn(asked).then(async ({ id }) => {
        await first.legate.wait(id);
        return true;
      });
      const survived = await Promise.race([ended, doomed.dead.then(() => false)]);
      const second = await openIn(world, { adopts: true });
      const { id } = await second.legate.spawn(asked);
      const { done } = await second.legate.wait(id, { timeoutMs: 5_000 });
      const family = await second.legate.list({ under: id });
      expect(done, `at rest after a death at ${n}`).toBe(true);
      expect(family[0], `death at ${n}`).toMatchObject({ status: "completed" });
      expect(
        family.reduce((sum, worker) => sum + worker.turns, 0),
        `death at ${n}`,
      ).toBeLessThanOrEqual(8);
      expect(world.broken).toEqual([]);
      await second.legate[Symbol.asyncDispose]();
      if (survived) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(20);
  });
});
