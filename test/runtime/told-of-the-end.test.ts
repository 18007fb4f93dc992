import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { WorkerSummary } from "../../src/core/worker/summary.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const spawn = (args: Record<string, Json> = {}) => ({
  tool: "spawn_agent",
  arguments: { task: "help", name: "helper", model: "child", ...args },
});
const wait = { tool: "wait_agent", arguments: {} };
const PARENT = { ...FREELY, model: "parent", task: "coordinate" } as const;

/** The child once it is as wanted. */
async function childOf(legate: Legate, parent: string, holds: (child: WorkerSummary) => boolean) {
  for (;;) {
    const child = (await legate.list({ parent })).find(holds);
    if (child !== undefined) return child;
    await new Promise((next) => setTimeout(next, 5));
  }
}

test("a parent hears of a child that a person closes while it waits for a yes", async () => {
  const world = smallWorld({
    parent: [{ calls: [spawn()] }, { calls: [wait] }, { expect: { message: "cancelled" }, text: "heard" }],
    child: [{ calls: [{ tool: "send", arguments: { text: "x" } }] }, { text: "never" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const ask = { ask: [{ tools: ["send"] }], otherwise: "allow" } as const;
  const { id } = await legate.spawn({ ...PARENT, approvals: ask });
  const child = await childOf(legate, id, ({ waitingOn }) => waitingOn === "approval");
  await legate.close(child.id);
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("a parent hears of a child whose drive broke", async () => {
  const during = async () => {
    throw new TypeError("a bug in a tool");
  };
  const odd = { name: "odd", sideEffects: "read_only", effectClass: "read", during } as const;
  const world = smallWorld(
    {
      parent: [
        { calls: [spawn()] },
        { calls: [wait] },
        { expect: { message: "interrupted" }, text: "heard" },
      ],
      child: [{ calls: [{ tool: "odd", arguments: { text: "x" } }] }, { text: "never" }],
    },
    [...LEDGER_TOOLS, odd],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(PARENT);
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("a wait ends when the child ends, also if it never got to read what its parent said last", async () => {
  const begun = Promise.withResolvers<void>();
  const during = async ({ signal }: { signal: AbortSignal }) => {
    begun.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  };
  const slow = { name: "slow", sideEffects: "read_only", effectClass: "read", during } as const;
  const world = smallWorld(
    {
      parent: [
        { calls: [spawn()] },
        {
          delayMs: 50,
          calls: [{ tool: "send_input", arguments: { worker: "helper", text: "also this" } }, wait],
        },
        { expect: { message: "cancelled" }, text: "heard" },
      ],
      child: [{ calls: [{ tool: "slow", arguments: { text: "x" } }] }, { text: "never" }],
    },
    [...LEDGER_TOOLS, slow],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(PARENT);
  await begun.promise;
  while ((await legate.get(id)).waitingOn !== "child") await new Promise((next) => setTimeout(next, 5));
  await legate.close("helper");
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("a parent hears of a child that failed because nobody may be asked", async () => {
  const world = smallWorld({
    parent: [{ calls: [spawn()] }, { calls: [wait] }, { expect: { message: "failed" }, text: "heard" }],
    child: [{ calls: [{ tool: "send", arguments: { text: "x" } }] }, { text: "never" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const ask = { ask: [{ tools: ["send"] }], otherwise: "allow" } as const;
  const { id } = await legate.spawn({ ...PARENT, approvals: ask, onAsk: "fail" });
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("resuming a child that is completed is refused, and a wait after it does not wait for ever", async () => {
  const resume = { tool: "resume_agent", arguments: { worker: "helper" } };
  const world = smallWorld({
    parent: [
      { calls: [spawn()] },
      { calls: [wait] },
      { calls: [resume, { tool: "wait_agent", arguments: { workers: ["helper"] } }] },
      { expect: { message: ["send it something", "completed"] }, text: "heard" },
    ],
    child: [{ text: "all of it" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(PARENT);
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("closing a child that waits at its limit answers once it is cancelled", async () => {
  const look = { calls: [{ tool: "look", arguments: { text: "x" } }] };
  const world = smallWorld({
    parent: [
      { calls: [spawn({ max_turns: 1 })] },
      { calls: [wait] },
      { calls: [{ tool: "close_agent", arguments: { worker: "helper" } }] },
      { expect: { message: "cancelled" }, text: "closed" },
    ],
    child: [look, look],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(PARENT);
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "closed" });
});

test("a wait ends for a child that was told something and still rests for want of budget", async () => {
  const look = { calls: [{ tool: "look", arguments: { text: "x" } }] };
  const say = { tool: "send_input", arguments: { worker: "helper", text: "go on" } };
  const world = smallWorld({
    parent: [
      { calls: [spawn({ budget: { turns: 1 } })] },
      { calls: [wait] },
      { calls: [say, wait] },
      { expect: { message: "waiting(budget)" }, text: "heard" },
    ],
    child: [look, look],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...PARENT, budgets: { turns: 5 } });
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "completed", result: "heard" });
});

test("a worker at rest that is told something and closed at once waits for its children to end", async () => {
  const during = ({ signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const slow = { name: "slow", sideEffects: "read_only", effectClass: "read", during } as const;
  const world = smallWorld(
    {
      parent: [{ calls: [spawn()] }, { text: "done without it" }],
      child: [{ calls: [{ tool: "slow", arguments: { text: "x" } }] }, { text: "never" }],
    },
    [...LEDGER_TOOLS, slow],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(PARENT);
  await legate.wait(id);
  const said = { type: "send", by: "o", text: "more" };
  const closed = { type: "close", by: "o", reason: "enough" };
  const put = [said, closed].map((body) => ({ worker: id, commandId: body.type, from: "o", body }));
  await world.ports.store.commit({ put });
  const { workers } = await legate.wait(id, { timeoutMs: 3_000 });
  expect(workers[0]).toMatchObject({ status: "cancelled" });
  expect(world.broken).toEqual([]);
});
