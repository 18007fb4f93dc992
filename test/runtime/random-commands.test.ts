import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { itemsOf } from "../../src/core/append-only.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import type { Json } from "../../src/core/json.ts";
import type { Message } from "../../src/core/transcript/message.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import type { Store } from "../../src/ports/store.ts";
import { LEDGER_TOOLS, openIn, PLACE, smallWorld, type World } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

const VERBS = ["approve", "deny", "interrupt", "close", "resume", "release"] as const;
type Verb = (typeof VERBS)[number];

const call = fc.record({
  tool: fc.constantFrom("look", "put", "send", "nothing-such"),
  arguments: fc.constantFrom<Json>({ text: "a" }, { text: "b" }, {}),
});
const turn: fc.Arbitrary<ScriptTurn> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ calls: fc.array(call, { minLength: 1, maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ text: "early end" }) },
  {
    weight: 1,
    arbitrary: fc.constant({ errors: [{ class: "network", retryAfterMs: 1 } as const], text: "" }),
  },
  { weight: 1, arbitrary: fc.constant({ errors: [{ class: "bad-request" } as const], text: "no" }) },
);
const life = fc.record({
  turns: fc.array(turn, { maxLength: 4 }),
  rules: fc.constantFrom("allow", "ask") as fc.Arbitrary<"allow" | "ask">,
  onAsk: fc.constantFrom("park", "deny", "fail") as fc.Arbitrary<"park" | "deny" | "fail">,
  /** Which command comes right after the n-th commit. */
  commands: fc.array(
    fc.record({ after: fc.oneof(fc.nat(4), fc.nat(12), fc.nat(40)), verb: fc.constantFrom(...VERBS) }),
    { maxLength: 6 },
  ),
  /** The driver is closed at this commit, and another one goes on. */
  handOver: fc.option(fc.nat(40), { nil: undefined }),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

test("whatever is asked of a worker and whenever, it comes to a rest that its commands explain", async () => {
  const seed = Number(process.env["LEGATE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const numRuns = Number(process.env["LEGATE_RUNS"] ?? 120);
  console.log(`random commands: LEGATE_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(life, lives), { seed, numRuns });
});

async function lives(plan: Life): Promise<void> {
  const world = smallWorld([...plan.turns, { text: "the end" }], LEDGER_TOOLS);
  const { records, resting } = await played(world, plan);
  const said = JSON.stringify(records.map(({ record }) => record.type));
  expect(resting, `at rest after ${said}`).toBe(true);
  expect(world.broken, said).toEqual([]);
  endIsExplained(records, said);
  claimsAreInOrder(records);
  answersAreInPlace(records);
  const once = world.ledger.filter(({ tool }) => tool === "send").map(({ key }) => key);
  expect(new Set(once).size, "an effect of once is never repeated").toBe(once.length);
}

async function played(world: World, plan: Life) {
  const commits = { count: 0, at: (_: number): void => undefined };
  const store = countingStore(world.ports.store, commits);
  const first = await openIn(world, { store, adopts: true });
  const worker = await first.legate.spawn({
    task: "go",
    workspace: PLACE,
    policy: {},
    approvals: { otherwise: plan.rules },
    onAsk: plan.onAsk,
    limits: { maxTurns: 3 },
  });
  const { id } = worker;
  const sent: Promise<unknown>[] = [];
  let driving = first;
  let moving: Promise<void> | undefined;
  let rested = false;
  const moveOn = async () => {
    await first.legate[Symbol.asyncDispose]();
    driving = await openIn(world, { adopts: true });
  };
  const send = (verb: Verb, n: number) => world.ports.store.commit({ put: [commandTo(id, verb, n)] });
  commits.at = (count) => {
    for (const [n, { after, verb }] of plan.commands.entries()) if (after === count) sent.push(send(verb, n));
    if (count === plan.handOver && !rested) moving ??= moveOn();
  };
  await first.legate.wait(id, { timeoutMs: 3_000 }).catch(() => undefined);
  rested = true;
  await moving;
  await Promise.all(sent);
  const { done } = await driving.legate.wait(id, { timeoutMs: 3_000 });
  await driving.legate[Symbol.asyncDispose]();
  return { records: await world.ports.store.readWorker(id), resting: done };
}

/** Tells of each commit once it is written, while its writer still waits for the answer. */
function countingStore(store: Store, commits: { count: number; at: (count: number) => void }): Store {
  return storeWith(store, {
    commit: async (work) => {
      const receipt = await store.commit(work);
      commits.at(++commits.count);
      return receipt;
    },
  });
}

function commandTo(worker: Parameters<Store["stream"]>[0], verb: Verb, n: number) {
  const answers = { approval: `t${1 + (n % 3)}.${1 + (n % 2)}`, surface: "test" };
  const body = { type: verb, by: "somebody", ...(verb === "approve" || verb === "deny" ? answers : {}) };
  return { worker, commandId: `c${n}`, from: "somebody", body };
}

/** A stop only when one was asked for, and after a stop only what a resume explains. */
function endIsExplained(records: readonly StoredRecord[], said: string): void {
  const types = records.map(({ record }) => record.type);
  const worker = fold(records);
  const { status } = worker?.status ?? {};
  const stops = records.flatMap(({ record }) => (record.type === "worker.stopping" ? [record.to] : []));
  if (status === "cancelled" || status === "interrupted") {
    const direct = types.includes(`worker.${status}`);
    expect(stops.includes(status) || direct, said).toBe(true);
  }
  const lastStop = types.lastIndexOf("worker.stopping");
  const settledByIt = types
    .slice(lastStop)
    .some((type) => /^worker\.(cancelled|interrupted|resumed|failed)$/.test(type));
  if (lastStop >= 0) expect(settledByIt, `a stop is reached or taken back: ${said}`).toBe(true);
  if (worker?.status.status === "waiting" && worker.status.on === "approval") {
    expect(
      worker.calls.some(({ state }) => state.state === "asking"),
      said,
    ).toBe(true);
  }
  expect(types.at(-1), "given back").toBe("driver.released");
  expect(worker?.driver).toBeUndefined();
}

/** Nothing is written between a release and the next claim but by whoever claims. */
function claimsAreInOrder(records: readonly StoredRecord[]): void {
  let held = false;
  for (const { record } of records.slice(1)) {
    if (record.type === "driver.claimed") held = true;
    else expect(held, `${record.type} outside of a claim`).toBe(true);
    if (record.type === "driver.released") held = false;
  }
}

/** What providers insist on: each call answered exactly once, by the message right after it; the task first. */
function answersAreInPlace(records: readonly StoredRecord[]): void {
  const worker = fold(records);
  const messages = worker === undefined ? [] : itemsOf<Message>(worker.messages);
  if (messages.length > 0) expect(messages[0]).toEqual({ role: "user", text: "go" });
  for (const [index, message] of messages.entries()) {
    const asked = message.role === "assistant" ? callsOf(message) : [];
    const next = messages[index + 1];
    if (asked.length === 0) expect(next?.role).not.toBe("tool");
    else if (next !== undefined)
      expect(next.role === "tool" && next.results.map((result) => result.call)).toEqual(asked);
  }
}

function callsOf({ parts }: Message & { role: "assistant" }): string[] {
  return parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
}
