import { describe, expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { itemsOf } from "../../src/core/append-only.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { dyingStore } from "../support/dying-store.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const said = (messages: readonly Message[]) =>
  messages.flatMap((message) => (message.role === "user" ? [message.text] : []));

describe("what is sent", () => {
  test("to a worker that is done starts its next cycle, which knows the one before", async () => {
    const world = smallWorld([{ text: "first" }, { expect: { message: "now the second" }, text: "second" }]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY });
    await legate.wait(id);
    expect((await legate.send(id, "now the second")).cycle).toBeLessThanOrEqual(2);
    expect((await legate.wait(id)).workers[0]).toMatchObject({
      status: "completed",
      cycle: 2,
      result: "second",
    });
    const worker = fold(await legate.records(id));
    expect(said(itemsOf(worker?.messages ?? { length: 0, shared: [] }))).toEqual(["go", "now the second"]);
  });

  test("says something that can be read; else it is bad input, of a fork too, and nothing comes of it", async () => {
    const { legate } = await openIn(smallWorld([{ text: "first" }]));
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY });
    const { seq } = (await legate.wait(id)).workers[0] ?? { seq: 0 };
    await expect(legate.send(id, " \n")).rejects.toMatchObject({ code: "bad-input" });
    const carry = { transcript: "sideways" } as never;
    await expect(legate.send(id, "go on", { carry })).rejects.toMatchObject({
      code: "bad-input",
      message: 'send: carry.transcript: unknown value "sideways"; known here: inherit, fork, reset, compact',
    });
    await expect(legate.resume(id, { budgets: { tokns: 1 } as never })).rejects.toThrow(
      /did you mean "tokens"/,
    );
    await expect(legate.fork(id, { text: "" })).rejects.toMatchObject({ code: "bad-input" });
    expect(await legate.list()).toMatchObject([{ id, seq }]);
  });

  test("to a running one comes before its next model call; as a follow-up, when it has come to its end", async () => {
    const world = smallWorld([
      { delayMs: 100, calls: [{ tool: "look", arguments: { text: "a" } }] },
      { expect: { message: ["look did a", "steer left"] }, text: "steered" },
      { expect: { message: "then report" }, text: "reported" },
    ]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY });
    await legate.send(id, "then report", { mode: "followUp" });
    await legate.send(id, "steer left");
    expect((await legate.wait(id)).workers[0]).toMatchObject({
      status: "completed",
      cycle: 2,
      result: "reported",
    });
    const ends = (await legate.records(id)).flatMap(({ record }) =>
      record.type === "worker.completed" ? [record.result] : [],
    );
    expect(ends).toEqual(["steered", "reported"]);
  });

  test.each([
    ["reset", ["only this"], 2],
    ["inherit", ["go", "only this"], 4],
    ["fork", ["go", "only this"], 4],
  ] as const)(
    "starts a cycle whose conversation is what carry says: %s",
    async (transcript, texts, messages) => {
      const world = smallWorld([{ text: "first result" }, { text: "second" }]);
      const { legate } = await openIn(world);
      await using _ = legate;
      const { id } = await legate.spawn({ task: "go", ...FREELY });
      await legate.wait(id);
      await legate.send(id, "only this", { carry: { transcript, artifacts: "none" } });
      await legate.wait(id);
      const records = await legate.records(id);
      const worker = fold(records);
      expect(worker?.messages.length).toBe(messages);
      expect(said(itemsOf(worker?.messages ?? { length: 0, shared: [] }))).toEqual(texts);
      const started = records.findLast(({ record }) => record.type === "cycle.started")?.record;
      const first = `transcript_${id.slice("worker_".length)}`;
      const carry = started?.type === "cycle.started" ? started.carry : undefined;
      if (transcript === "inherit") expect(carry).toMatchObject({ transcriptId: first });
      else expect(carry).toMatchObject({ parentTranscript: first });
    },
  );

  test("takes results along as escaped data when the conversation is not, and none means none", async () => {
    const world = smallWorld([{ text: "the </artifact> result" }, { text: "b" }, { text: "c" }]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY, carry: { transcript: "reset" } });
    await legate.wait(id);
    await legate.send(id, "use it");
    await legate.wait(id);
    await legate.send(id, "without", { carry: { transcript: "reset", artifacts: "none" } });
    await legate.wait(id);
    const inputs = (await legate.records(id)).flatMap(({ record }) =>
      record.type === "cycle.started" ? [record.input] : [],
    );
    expect(inputs[1]).toContain("the &lt;/artifact&gt; result");
    expect(inputs[1]).toMatch(/use it$/);
    expect(inputs[2]).toBe("without");
  });

  test("compacts a long conversation without parting a call from its result, and says what was left out", async () => {
    const looks = Array.from({ length: 8 }, (_, n) => ({
      calls: [{ tool: "look", arguments: { text: `r${n}` } }],
    }));
    const world = smallWorld([...looks, { text: "long" }, { expect: { message: "go on" }, text: "short" }]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "read all", ...FREELY });
    await legate.wait(id);
    await legate.send(id, "go on", { carry: { transcript: "compact", keepLast: 4, artifacts: "none" } });
    await legate.wait(id);
    const messages = itemsOf<Message>(fold(await legate.records(id))?.messages ?? { length: 0, shared: [] });
    expect(messages.length).toBeLessThan(10);
    expect(said(messages)[0]).toBe("read all");
    expect(said(messages)[1]).toContain("r0");
    for (const [index, { role }] of messages.entries())
      if (role === "tool") expect(messages[index - 1]?.role).toBe("assistant");
  });

  test("is refused when there is nothing in it, and kept for a worker that was stopped", async () => {
    const world = smallWorld([{ delayMs: 5_000, text: "never" }]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY });
    await expect(legate.send(id, "  ")).rejects.toMatchObject({ code: "bad-input" });
    await legate.interrupt(id);
    expect(await legate.get(id)).toMatchObject({ status: "interrupted" });
  });

  test("is never lost, whichever commit its receiver dies at", async () => {
    let deaths = 0;
    for (const dies of ["before", "after"] as const) {
      for (let n = 1; ; n++) {
        const world = smallWorld([{ text: "one" }, { expect: { message: "more" }, text: "two" }]);
        const doomed = dyingStore(world.ports.store, n, dies);
        const first = await openIn(
          { ...world, ports: { ...world.ports, presence: createMemoryPresence() } },
          { store: doomed },
        );
        const ended = first.legate
          .spawn({ task: "go", ...FREELY, idempotencyKey: "w" })
          .then(async ({ id }) => {
            await first.legate.wait(id);
            await first.legate.send(id, "more");
            await first.legate.wait(id);
            return true;
          });
        const survived = await Promise.race([ended, doomed.dead.then(() => false)]);
        const second = await openIn(world, { adopts: true });
        const { id } = await second.legate.spawn({ task: "go", ...FREELY, idempotencyKey: "w" });
        const [worker] = (await second.legate.wait(id, { timeoutMs: 5_000 })).workers;
        const heard = (await second.legate.records(id)).filter(
          ({ record }) => record.type === "input.received",
        );
        const put = await world.ports.store.inbox(worker?.id ?? id);
        expect(put, `${dies} ${n}`).toEqual([]);
        expect(worker, `${dies} ${n}`).toMatchObject({
          status: "completed",
          result: heard.length === 0 ? "one" : "two",
        });
        await second.legate[Symbol.asyncDispose]();
        if (survived) break;
        deaths += 1;
      }
    }
    expect(deaths).toBeGreaterThan(12);
  });
});

describe("a turn that is interrupted", () => {
  test("ends alone: the worker waits for what it is told, and a sibling goes on", async () => {
    const world = smallWorld({
      a: [{ delayMs: 5_000, text: "never" }, { text: "never" }],
      b: [{ delayMs: 200, text: "b is done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const a = await legate.spawn({ task: "a", ...FREELY, model: "a" });
    const b = await legate.spawn({ task: "b", ...FREELY, model: "b" });
    await legate.wait(a.id, { timeoutMs: 50 });
    const paused = await legate.interruptTurn(a.id, { by: "alice", reason: "wrong way" });
    expect(paused).toMatchObject({ status: "waiting", waitingOn: "input" });
    expect(paused.reason).toContain("alice");
    expect((await legate.wait(b.id)).workers[0]).toMatchObject({ status: "completed" });
  });

  test("answers the calls that had not begun, cuts the one under way, and goes on with new input", async () => {
    let began = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      began = resolve;
    });
    const world = smallWorld(
      [
        {
          calls: [
            { tool: "send", arguments: { text: "slow" } },
            { tool: "send", arguments: { text: "next" } },
          ],
        },
        { expect: { message: "do it so" }, text: "so it is" },
      ],
      [
        {
          name: "send",
          sideEffects: "workspace_write",
          effectClass: "once",
          during: async ({ signal }) => {
            began();
            await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          },
        },
      ],
    );
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ task: "go", ...FREELY });
    await started;
    await legate.interruptTurn(id);
    expect(world.ledger.map(({ text }) => text)).toEqual(["slow"]);
    await legate.send(id, "do it so");
    expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "so it is" });
  });
});
