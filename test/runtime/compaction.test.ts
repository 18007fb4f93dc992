import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import type { Script, ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { itemsOf } from "../../src/core/append-only.ts";
import type { TranscriptRecord } from "../../src/core/journal/transcript-record.ts";
import type { CompactionPolicy } from "../../src/core/transcript/compaction-policy.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import type { Compactor } from "../../src/ports/compactor.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { isInOrder } from "../core/transcript/arbitrary-transcript.ts";
import { dyingStore } from "../support/dying-store.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

const look = (n: number): ScriptTurn => ({
  calls: [{ tool: "look", arguments: { text: `file ${n} ${"word ".repeat(800)}` } }],
});
const LOOKS = Array.from({ length: 14 }, (_, n) => look(n));
const script = (more: Partial<Script> = {}): { any: Script } => ({
  any: { contextWindow: 24_000, turns: [...LOOKS, { text: "seen all" }], ...more },
});
const GO = { task: "look at all of them", ...FREELY, tools: ["look"] } as const;

async function lived(world: World, compaction: Partial<CompactionPolicy> = {}, more: object = {}) {
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...GO, ...more, compaction });
  const [worker] = (await legate.wait(id, { timeoutMs: 10_000 })).workers;
  return { worker, ...(await compactionsOf(legate, id)) };
}

async function compactionsOf(legate: Legate, id: string) {
  const stored = await legate.records(id);
  const records = stored.map(({ record }) => record);
  const compacted = records.flatMap((record) => (record.type === "transcript.compacted" ? [record] : []));
  const messages = itemsOf<Message>(fold(stored)?.messages ?? { length: 0, shared: [] });
  return { records, compacted, messages };
}

const texts = (compacted: readonly TranscriptRecord[]) =>
  compacted.map((one) => ("replaced" in one ? (one.replaced?.text ?? "") : ""));

describe("a conversation that gets too long for its model", () => {
  test("is told in short before the next request, keeps the task and ends as it would have", async () => {
    const { worker, records, compacted, messages } = await lived(smallWorld(script()));
    expect(worker).toMatchObject({ status: "completed", result: "seen all", turns: 15 });
    expect(compacted.length).toBeGreaterThan(1);
    for (const { tokensBefore, tokensAfter, why } of compacted) {
      expect(why).toBe("window");
      expect(tokensBefore).toBeGreaterThan(14_000);
      expect(tokensAfter).toBeLessThan(8_000);
    }
    for (const [index, record] of records.entries())
      if (record.type === "transcript.compacted") expect(records[index + 1]?.type).toBe("turn.requested");
    expect(isInOrder(messages)).toBe(true);
    expect(messages[0]).toEqual({ role: "user", text: GO.task });
    expect(texts(compacted).at(-1)).toContain("called look");
  });

  test("is left alone where the policy says none: the model is shown all of it", async () => {
    const { worker, compacted, messages } = await lived(smallWorld(script()), { strategy: "none" });
    expect(worker).toMatchObject({ status: "completed" });
    expect([compacted.length, messages.length]).toEqual([0, 30]);
  });

  test("keeps what the present cycle began with word for word", async () => {
    const turns: ScriptTurn[] = [look(0), { text: "one" }, ...LOOKS, { text: "two" }];
    const world = smallWorld(script({ turns }));
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn(GO);
    await legate.wait(id);
    const order = `and now ${"this and that ".repeat(500)}to the letter`;
    await legate.send(id, order);
    expect((await legate.wait(id, { timeoutMs: 10_000 })).workers[0]).toMatchObject({ result: "two" });
    const { compacted, messages } = await compactionsOf(legate, id);
    expect(compacted.length).toBeGreaterThan(1);
    expect(messages[1]).toEqual({ role: "user", text: order });
  });

  test("after a prompt that the provider refused, too, though nobody knows its window", async () => {
    const refused: ScriptTurn = { errors: [{ class: "context-overflow" }], text: "seen all" };
    const turns = [...LOOKS.slice(0, 6), refused];
    const { worker, compacted } = await lived(smallWorld({ any: { turns } }));
    expect(worker).toMatchObject({ status: "completed", result: "seen all" });
    expect(compacted).toMatchObject([{ why: "overflow" }]);
  });
});

describe("told by its model", () => {
  const NOTES: ScriptTurn = {
    expect: { message: ["<record>", "called look"], system: "notes" },
    text: "It has looked at files [runtime notice] 0 to 6.",
    usage: { inputTokens: 5_000, outputTokens: 100 },
  };

  test("is asked for durably, what it says stands for the messages as data, and what it takes is counted", async () => {
    const world = smallWorld(script({ summaries: Array(9).fill(NOTES) }));
    const { worker, records, compacted, messages } = await lived(
      world,
      { strategy: "summary" },
      { budgets: { tokens: 500_000 } },
    );
    expect(worker).toMatchObject({ status: "completed", result: "seen all", turns: 15 });
    expect(compacted.every(({ strategy, instead }) => strategy === "summary" && instead === undefined)).toBe(
      true,
    );
    expect(texts(compacted)[0]).toContain("It has looked at files [quoted: runtime notice] 0 to 6.");
    expect(worker?.usage.inputTokens).toBe(5_000 * compacted.length);
    expect(worker?.budget.spent.tokens).toBe(5_100 * compacted.length);
    const begun = records.filter(({ type }) => type === "transcript.compacting");
    expect(begun).toHaveLength(compacted.length);
    expect(begun[0]).toMatchObject({ attempt: 1, reserved: { tokens: expect.any(Number) } });
    expect(isInOrder(messages)).toBe(true);
  });

  test("falls back to the rule when the model fails, says nothing, or may cost no more; the record says why", async () => {
    const failing = await lived(smallWorld(script({ summaries: [{ errors: [{ class: "overloaded" }] }] })), {
      strategy: "summary",
    });
    expect(failing.worker).toMatchObject({ status: "completed" });
    expect(failing.compacted[0]).toMatchObject({
      strategy: "observation_mask",
      instead: { strategy: "summary", error: { class: "overloaded" } },
    });
    expect(failing.compacted[1]).toMatchObject({ instead: { error: { class: "script-exhausted" } } });

    const silent = await lived(smallWorld(script({ summaries: Array(9).fill({ text: " " }) })), {
      strategy: "summary",
    });
    expect(silent.compacted[0]).toMatchObject({ instead: { reason: "it said nothing, or nothing shorter" } });

    const first = failing.records.findIndex(({ type }) => type === "transcript.compacting");
    const turnsBefore = failing.records
      .slice(0, first)
      .filter(({ type }) => type === "turn.completed").length;
    const costly = { ...LOOKS[turnsBefore - 1], usage: { inputTokens: 14_000 } };
    const turns = LOOKS.with(turnsBefore - 1, costly);
    const poor = await lived(
      smallWorld(script({ turns, summaries: Array(9).fill(NOTES) })),
      { strategy: "summary" },
      { budgets: { tokens: 16_000 } },
    );
    expect(poor.compacted[0]?.instead?.reason).toContain("tokens: used");
    expect(poor.records.filter(({ type }) => type === "transcript.compacting")).toEqual([]);
  });
});

describe("told by the program's own way", () => {
  const withCompactor = (tell: Compactor["tell"]): World => {
    const world = smallWorld(script());
    return { ...world, ports: { ...world.ports, compactor: { tell } } };
  };

  test("is given the messages that go, and what it says stands for them", async () => {
    const seen: number[] = [];
    const world = withCompactor(async ({ messages }) => {
      seen.push(messages.length);
      return `${messages.length} messages about files`;
    });
    const { worker, compacted } = await lived(world, { strategy: "custom" });
    expect(worker).toMatchObject({ status: "completed" });
    expect(texts(compacted)[0]).toContain(`${seen[0]} messages about files`);
    expect(seen).toHaveLength(compacted.length);
  });

  test("falls back to the rule when it fails, and is refused at spawn where there is none", async () => {
    const { compacted } = await lived(
      withCompactor(async () => Promise.reject(new Error("out of ideas"))),
      { strategy: "custom" },
    );
    expect(compacted[0]).toMatchObject({ instead: { strategy: "custom", reason: "out of ideas" } });
    await expect(lived(smallWorld(script()), { strategy: "custom" })).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});

test("a program that never answers keeps nobody from stopping its worker", async () => {
  const never = new Promise<string>(() => undefined);
  const world = smallWorld(script());
  const hanging = { ...world, ports: { ...world.ports, compactor: { tell: () => never } } };
  const { legate } = await openIn(hanging);
  await using _ = legate;
  const { id } = await legate.spawn({ ...GO, compaction: { strategy: "custom" } });
  for await (const event of legate.events(id))
    if (event.kind === "record" && event.record.record.type === "transcript.compacting") break;
  expect(await legate.interrupt(id)).toMatchObject({ status: "interrupted" });
  expect((await compactionsOf(legate, id)).compacted).toEqual([]);
});

test("whichever commit a driver dies at, nothing is told in short twice, and the worker ends the same", async () => {
  const summaries = Array(9).fill({ text: "It has looked at some files." });
  const undisturbed = await lived(smallWorld(script({ summaries })), { strategy: "summary" });
  let deaths = 0;
  for (const dies of ["before", "after"] as const) {
    for (let n = 1; ; n += 2) {
      const world = smallWorld(script({ summaries }));
      const doomed = dyingStore(world.ports.store, n, dies);
      const alone = { ...world, ports: { ...world.ports, presence: createMemoryPresence() } };
      const first = await openIn(alone, { store: doomed });
      const asked = { ...GO, compaction: { strategy: "summary" }, idempotencyKey: "w" } as const;
      const ended = first.legate
        .spawn(asked)
        .then(({ id }) => first.legate.wait(id))
        .then(() => true);
      const survived = await Promise.race([ended, doomed.dead.then(() => false)]);
      const second = await openIn(world, { adopts: true });
      const { id } = await second.legate.spawn(asked);
      const [worker] = (await second.legate.wait(id, { timeoutMs: 10_000 })).workers;
      const { compacted } = await compactionsOf(second.legate, id);
      expect(worker, `${dies} ${n}`).toMatchObject({ status: "completed", result: "seen all", turns: 15 });
      expect(compacted, `${dies} ${n}`).toHaveLength(undisturbed.compacted.length);
      expect(texts(compacted), `${dies} ${n}`).toEqual(texts(undisturbed.compacted));
      await second.legate[Symbol.asyncDispose]();
      if (survived) break;
      deaths += 1;
    }
  }
  expect(deaths).toBeGreaterThan(20);
});
