import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { EMPTY, itemsOf } from "../../src/core/append-only.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import type { Tool, ToolOutput } from "../../src/ports/toolbox.ts";
import { dyingStore } from "../support/dying-store.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

const SCRIPT = [{ calls: [{ tool: "send", arguments: { text: "paid" } }] }, { text: "the end" }];

/** A first driver dies right after the intent of `send` is on disk and its effect has happened. */
async function diedInTheMiddle(world: World, input: object = {}): Promise<string> {
  for (let n = 1; ; n++) {
    const doomed = dyingStore(world.ports.store, n, "before");
    const first = await openIn(
      { ...world, ports: { ...world.ports, presence: createMemoryPresence() } },
      { store: doomed },
    );
    const key = `w${n}`;
    const begun = world.ledger.length;
    void first.legate.spawn({ task: "go", ...FREELY, ...input, idempotencyKey: key }).catch(() => undefined);
    await Promise.race([doomed.dead, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    if (world.ledger.length === begun) continue;
    const [head] = await world.ports.store.streams({ idempotencyKey: key });
    return head?.worker ?? "";
  }
}

/** How often it really happened for this worker. */
function effectsOf({ ledger }: World, id: string): number {
  return ledger.filter(({ key }) => key.startsWith(`${id}:`)).length;
}

describe("a once-only call whose driver died in the middle", () => {
  test("is told to the model, who decides", async () => {
    const world = smallWorld(SCRIPT);
    const id = await diedInTheMiddle(world);
    await using legate = (await openIn(world, { adopts: true })).legate;
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ status: "completed" });
    const records = await legate.records(id);
    expect(records.some(({ record }) => record.type === "call.outcome_unknown")).toBe(true);
    expect(effectsOf(world, id)).toBe(1);
  });

  test.each([
    ["approve", 2],
    ["deny", 1],
  ] as const)("is put before a person where the worker says so: %s", async (answer, effects) => {
    const world = smallWorld([SCRIPT[0] ?? {}, { text: "the end" }]);
    const id = await diedInTheMiddle(world, { onUnknown: "ask" });
    await using legate = (await openIn(world, { adopts: true })).legate;
    const [asking] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
    expect(asking).toMatchObject({ status: "waiting", waitingOn: "approval" });
    expect(asking?.questions[0]?.question).toContain("Nobody knows whether this took effect");
    expect(effectsOf(world, id), "nothing is repeated before the answer").toBe(1);
    await legate[answer](id);
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ status: "completed" });
    expect(effectsOf(world, id)).toBe(effects);
  });
});

test("a yes to run it once more does not outlive a change of what it is about, also where nothing else is asked", async () => {
  const world = smallWorld(SCRIPT);
  let target = "as it was";
  const { get } = world.ports.toolbox;
  world.ports.toolbox.get = (name) => {
    const tool = get(name);
    if (tool === undefined) return undefined;
    const prepare: Tool["prepare"] = async (...given) => {
      const prepared = await tool.prepare(...given);
      return prepared.ok ? { ...prepared, target } : prepared;
    };
    return { ...tool, prepare };
  };
  const id = await diedInTheMiddle(world, { onUnknown: "ask" });
  await using legate = (await openIn(world, { adopts: true })).legate;
  await legate.wait(id, { timeoutMs: 5_000 });
  target = "somebody else changed it";
  await legate.approve(id);
  const [again] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
  expect(again).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(again?.questions[0]?.question).toContain("Nobody knows");
  expect(effectsOf(world, id)).toBe(1);
  await legate.approve(id);
  expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ status: "completed" });
  expect(effectsOf(world, id)).toBe(2);
});

describe("a call that can be asked about", () => {
  test.each([
    ["done", 1],
    ["not-done", 2],
    ["unknown", 1],
  ] as const)("is settled by what the world says: %s", async (said, effects) => {
    const plain = smallWorld(SCRIPT, [
      { name: "send", sideEffects: "workspace_write", effectClass: "reconcilable" },
    ]);
    const { toolbox } = plain.ports;
    const probe: NonNullable<Tool["probe"]> = async (): Promise<ToolOutput | "not-done" | "unknown"> =>
      said === "done" ? { status: "ok", text: "it was sent" } : said;
    const world: World = {
      ...plain,
      ports: {
        ...plain.ports,
        toolbox: {
          list: () => toolbox.list(),
          get: (name) => {
            const tool = toolbox.get(name);
            return tool === undefined || name !== "send" ? tool : { ...tool, probe };
          },
        },
      },
    };
    const id = await diedInTheMiddle(world);
    await using legate = (await openIn(world, { adopts: true })).legate;
    expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ status: "completed" });
    expect(effectsOf(world, id)).toBe(effects);
    const unknown = (await legate.records(id)).some(({ record }) => record.type === "call.outcome_unknown");
    expect(unknown).toBe(said === "unknown");
  });
});

test("a worker that is not to go on by itself is interrupted when its driver dies, and resume goes on", async () => {
  const world = smallWorld(SCRIPT);
  const id = await diedInTheMiddle(world, { autoResume: false });
  await using legate = (await openIn(world, { adopts: true })).legate;
  const [stopped] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
  expect(stopped).toMatchObject({ status: "interrupted" });
  expect(stopped?.reason).toContain("autoResume");
  await legate.resume(id);
  expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({ status: "completed" });
});

describe("a worker that broke down in the middle of a once-only call, with a person to be asked", () => {
  const during = async () => {
    throw new TypeError("a bug in a tool");
  };
  const brokenWorld = () =>
    smallWorld(
      [...SCRIPT, { expect: { message: "something else" }, text: "done otherwise" }],
      [{ name: "send", sideEffects: "workspace_write", effectClass: "once", during }],
    );

  test("and is closed and told something else, is told that nobody knows, and nobody is asked", async () => {
    const world = brokenWorld();
    await using legate = (await openIn(world, { adopts: true })).legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY, onUnknown: "ask" });
    await legate.wait(id);
    await legate.close(id);
    await legate.send(id, "something else");
    await legate.wait(id, { timeoutMs: 5_000 });
    const types = (await legate.records(id)).map(({ record }) => record.type);
    expect(types).toContain("call.outcome_unknown");
    expect(types).not.toContain("approval.asked");
  });

  test("and whose turn is cut short while the question is open, is not told that the call was not run", async () => {
    const world = brokenWorld();
    await using legate = (await openIn(world, { adopts: true })).legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY, onUnknown: "ask" });
    await legate.wait(id);
    await legate.resume(id);
    expect((await legate.wait(id)).workers[0]).toMatchObject({ waitingOn: "approval" });
    await legate.interruptTurn(id);
    const worker = fold(await legate.records(id));
    const said = itemsOf<Message>(worker?.messages ?? EMPTY).flatMap((message) =>
      message.role === "tool" ? message.results.map(({ text }) => text) : [],
    );
    expect(said.join()).toContain("outcome_unknown");
    expect(said.join()).not.toContain("not_run");
  });
});
