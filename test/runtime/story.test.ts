import { expect, test } from "vitest";
import { FREELY, openIn, PLACE, smallWorld } from "../support/small-world.ts";

const TWO_TURNS = [
  {
    text: "I look first.",
    calls: [
      { tool: "look", arguments: { text: "a" } },
      { tool: "look", arguments: { text: "b" } },
      { tool: "put", arguments: { text: "c" } },
    ],
    usage: { inputTokens: 100, outputTokens: 20 },
  },
  {
    expect: { message: ["look did a", "put did c"] },
    text: "All done.",
    usage: { inputTokens: 150, outputTokens: 5 },
  },
] as const;

test("a worker runs its turns and calls, and ends with what the model said last", async () => {
  const world = smallWorld(TWO_TURNS);
  const { legate } = await openIn(world);
  await using _ = legate;
  const spawned = await legate.spawn({ task: "Do the thing", ...FREELY });
  expect(spawned.status).toBe("queued");
  const { done, workers } = await legate.wait(spawned.id);
  expect(done).toBe(true);
  expect(workers[0]).toMatchObject({
    status: "completed",
    result: "All done.",
    turns: 2,
    calls: 3,
    usage: { inputTokens: 250, outputTokens: 25 },
    cost: { known: true, usd: 0 },
  });
  expect(world.ledger.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  expect(world.broken).toEqual([]);
});

test("the journal tells the whole story, and folding it again gives the same worker", async () => {
  const world = smallWorld(TWO_TURNS);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "Do the thing", ...FREELY });
  await legate.wait(id);
  const types = (await legate.records(id)).map(({ record }) => record.type);
  expect(types).toEqual([
    "worker.spawned",
    "driver.claimed",
    "cycle.started",
    "sandbox.reported",
    "workspace.opened",
    "turn.requested",
    "turn.completed",
    "call.decided",
    "call.decided",
    "call.decided",
    "call.intended",
    "call.intended",
    "call.finished",
    "call.finished",
    "call.intended",
    "call.finished",
    "workspace.checkpointed",
    "turn.requested",
    "turn.completed",
    "worker.completed",
    "audit.sealed",
    "driver.released",
  ]);
});

test("a call above reading without a rule parks the worker until a person answers, in any process", async () => {
  const world = smallWorld([
    {
      calls: [
        { tool: "send", arguments: { text: "mail" } },
        { tool: "look", arguments: { text: "x" } },
      ],
    },
    { expect: { message: "send did mail" }, text: "Sent." },
  ]);
  const first = await openIn(world);
  const { id } = await first.legate.spawn({ task: "Send it", workspace: PLACE, policy: {} });
  const parked = (await first.legate.wait(id)).workers[0];
  expect(parked).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(world.ledger.map(({ text }) => text)).toEqual(["x"]); // a question holds no read back
  await first.legate[Symbol.asyncDispose]();

  const { legate } = await openIn(world);
  await using _ = legate;
  await legate.approve(id, { by: "alice", surface: "test" });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
  expect(world.ledger.map(({ text }) => text)).toEqual(["x", "mail"]);
  await expect(legate.approve(id, { approval: "t1.1" })).rejects.toMatchObject({ code: "not-allowed-now" });
});

test("a refused call is an answer to the model with the rule that decided, not the end of the worker", async () => {
  const world = smallWorld([
    { calls: [{ tool: "send", arguments: { text: "mail" } }] },
    { expect: { message: [/permission_denied/, /too risky/] }, text: "Then not." },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "Send it", workspace: PLACE, policy: {} });
  await legate.wait(id);
  await legate.deny(id, { reason: "too risky", by: "alice" });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Then not." });
  expect(world.ledger).toEqual([]);
});

test("headless: with onAsk deny the call is refused, with onAsk fail the worker fails and says why", async () => {
  const turns = [{ calls: [{ tool: "send", arguments: { text: "mail" } }] }, { text: "ok" }];
  const { legate } = await openIn(smallWorld(turns));
  await using _ = legate;
  const denied = await legate.spawn({ task: "t", workspace: PLACE, policy: {}, onAsk: "deny" });
  const failed = await legate.spawn({ task: "t", workspace: PLACE, policy: {}, onAsk: "fail" });
  const { workers } = await legate.wait([denied.id, failed.id]);
  expect(workers[0]).toMatchObject({ status: "completed", deniedCalls: 1 });
  expect(workers[1]).toMatchObject({ status: "failed", failure: "approval-needed" });
});

test("running out of turns is waiting(limit) with the reason, and resume goes on", async () => {
  const turns = [1, 2, 3].map((n) => ({ calls: [{ tool: "look", arguments: { text: `${n}` } }] }));
  const { legate } = await openIn(smallWorld([...turns, { text: "finally" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY, limits: { maxTurns: 2 } });
  expect((await legate.wait(id)).workers[0]).toMatchObject({
    status: "waiting",
    waitingOn: "limit",
    turns: 2,
  });
  await legate.resume(id);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "finally" });
});

test("a retryable provider error is tried again and visible; a final one fails the worker with its class", async () => {
  const busy = { class: "rate-limited", retryAfterMs: 1, status: 429 } as const;
  const { legate } = await openIn(smallWorld([{ errors: [busy, busy], text: "after two tries" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({
    status: "completed",
    result: "after two tries",
  });
  const failures = (await legate.records(id)).filter(({ record }) => record.type === "turn.failed");
  expect(failures).toHaveLength(2);

  const other = await openIn(
    smallWorld([{ errors: [{ class: "authentication", status: 401 }], text: "no" }]),
  );
  await using __ = other.legate;
  const refused = await other.legate.spawn({ task: "t", ...FREELY });
  expect((await other.legate.wait(refused.id)).workers[0]).toMatchObject({
    status: "failed",
    failure: "model-authentication",
  });
});

test("closing cuts a running call short, keeps the work, and closing again changes nothing", async () => {
  const started = Promise.withResolvers<void>();
  const world = smallWorld(
    [{ calls: [{ tool: "slow", arguments: { text: "s" } }] }, { text: "never" }],
    [
      {
        name: "slow",
        sideEffects: "workspace_write",
        effectClass: "once",
        during: ({ signal }) => {
          started.resolve();
          return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
        },
      },
    ],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await started.promise;
  const closed = await legate.close(id, { by: "alice", reason: "enough" });
  expect(closed).toMatchObject({ status: "cancelled", reason: "enough" });
  const types = (await legate.records(id)).map(({ record }) => record.type);
  expect(types.slice(-6)).toEqual([
    "call.finished",
    "worker.stopping",
    "workspace.checkpointed",
    "worker.cancelled",
    "audit.sealed",
    "driver.released",
  ]);
  const { seq } = await legate.close(id);
  expect(await legate.get(id)).toMatchObject({ status: "cancelled", reason: "enough", seq });
  expect((await legate.records(id)).filter(({ record }) => record.type === "worker.cancelled")).toHaveLength(
    1,
  );
});

test("an interrupted worker is resumable and continues after its last record", async () => {
  const started = Promise.withResolvers<void>();
  let held = true;
  const slow = {
    name: "slow",
    sideEffects: "workspace_write",
    effectClass: "once",
    during: ({ signal }: { signal: AbortSignal }) => {
      started.resolve();
      if (!held) return Promise.resolve();
      return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  } as const;
  const world = smallWorld(
    [
      { calls: [{ tool: "slow", arguments: { text: "first" } }] },
      { expect: { message: "cut short" }, calls: [{ tool: "slow", arguments: { text: "second" } }] },
      { text: "Went on." },
    ],
    [slow],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await started.promise;
  const stopped = await legate.interrupt(id, { by: "alice" });
  expect(stopped).toMatchObject({ status: "interrupted", turns: 1 });
  held = false;
  await legate.resume(id, { by: "alice" });
  expect((await legate.wait(id)).workers[0]).toMatchObject({
    status: "completed",
    result: "Went on.",
    turns: 3,
  });
  expect(world.ledger.map(({ text }) => text)).toEqual(["first", "second"]);
});

test("a name, a unique prefix and an id all find a worker; what is unknown or ambiguous is said so", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const one = await legate.spawn({ task: "t", name: "one" });
  const two = await legate.spawn({ task: "t", name: "two" });
  expect((await legate.get("one")).id).toBe(one.id);
  expect((await legate.get(two.id.slice(7))).id).toBe(two.id);
  await expect(legate.get("nobody")).rejects.toMatchObject({ code: "unknown-worker" });
  await expect(legate.get(one.id.slice(0, 12))).rejects.toMatchObject({ code: "ambiguous-worker" });
});

test("events give every record once and in order, with live text between, and end with the worker", async () => {
  const world = smallWorld([{ text: "some words to stream", streamDelayMs: 5 }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const seqs: number[] = [];
  let streamed = "";
  for await (const event of legate.events(id)) {
    if (event.kind === "record") seqs.push(event.record.seq);
    else if (event.event.type === "live.text") streamed += event.event.delta;
  }
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect((await legate.records(id)).length).toBe(seqs.length);
  expect("some words to stream").toContain(streamed);
});

test("wait returns when its time is over, and says who still runs", async () => {
  const { legate } = await openIn(smallWorld([{ text: "slow", delayMs: 60_000 }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t" });
  const { done, workers } = await legate.wait(id, { timeoutMs: 50 });
  expect(done).toBe(false);
  expect(workers[0]).toMatchObject({ status: "running", resting: false });
});
