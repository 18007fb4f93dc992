import { expect, test } from "vitest";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import type { Approvers } from "../../src/core/policy/approvers.ts";
import type { CommandUse } from "../../src/core/policy/call-facts.ts";
import type { Tool } from "../../src/ports/toolbox.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { openIn, PLACE, smallWorld, type World } from "../support/small-world.ts";

const send = (text: string) => ({ tool: "send", arguments: { text } });
const ASKING = { task: "t", workspace: PLACE, policy: {} } as const;

/** The text of a call is the command that it runs, in words. */
function withCommands(world: World): World {
  const { get } = world.ports.toolbox;
  world.ports.toolbox.get = (name) => {
    const tool = get(name);
    if (tool === undefined || name !== "send") return tool;
    const prepare: Tool["prepare"] = async (...given) => {
      const prepared = await tool.prepare(...given);
      if (!prepared.ok) return prepared;
      const argv = String(prepared.facts.arguments["text"]).split(" ");
      const command: CommandUse = { form: "argv", argv };
      return { ...prepared, facts: { ...prepared.facts, command } };
    };
    return { ...tool, prepare };
  };
  return world;
}

const ledgerOf = ({ ledger }: World) => ledger.map(({ text }) => text);

async function atRest(legate: Legate, id: string) {
  return (await legate.wait(id, { timeoutMs: 5_000 })).workers[0];
}

const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => "accepted",
    (error: Error) => error.message,
  );

test("a yes for good spares the same call, and no other one, the next question", async () => {
  const world = withCommands(
    smallWorld([
      { calls: [send("npm test")] },
      { calls: [send("npm test")] },
      { calls: [send("npm run build")] },
      { text: "done" },
    ]),
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(ASKING);
  expect((await atRest(legate, id))?.questions).toMatchObject([{ question: "send npm test", lacking: 1 }]);
  await legate.approve(id, { by: "ada", always: [] });
  expect((await atRest(legate, id))?.questions).toMatchObject([{ question: "send npm run build" }]);
  expect(ledgerOf(world)).toEqual(["npm test", "npm test"]);
  const records = (await legate.records(id)).map(({ record }) => record);
  expect(records.filter(({ type }) => type === "approval.answered")).toMatchObject([
    { by: "ada", always: [{ tools: ["send"], condition: { on: "command", pattern: "npm test" } }] },
  ]);
  expect(
    records.findLast((record) => record.type === "call.decided" && record.decision === "allow"),
  ).toMatchObject({
    rule: expect.stringMatching(/^approved always, by ada: .*npm test/),
  });
});

test("a rule of the person's own is taken when it gives the call that was asked about, and refused otherwise", async () => {
  const world = withCommands(
    smallWorld([{ calls: [send("npm run lint")] }, { calls: [send("npm run build")] }, { text: "done" }]),
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(ASKING);
  await atRest(legate, id);
  const always = (rule: string) => refusal(legate.approve(id, { always: [rule] }));
  expect(await always("Bash(npm *)")).toMatch(
    /does not give the call that is asked about: send npm run lint/,
  );
  expect(await always("send(npm *)")).toMatch(/send takes nothing in parentheses/);
  expect(world.ledger).toEqual([]);
  expect(await always("send")).toBe("accepted");
  expect((await atRest(legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["npm run lint", "npm run build"]);
});

test("what was allowed for good stands below the ceiling: no denial gives way to it, and a narrowing ends it", async () => {
  const world = withCommands(
    smallWorld([
      { calls: [send("npm test")] },
      { calls: [send("rm x")] },
      { calls: [send("npm test again")] },
      { text: "done" },
    ]),
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const deny = [{ tools: ["send"], condition: { on: "command", pattern: "rm *" } }] as const;
  const { id } = await legate.spawn({ ...ASKING, approvals: { deny } });
  await atRest(legate, id);
  await legate.approve(id, { always: ["send"] });
  expect((await atRest(legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["npm test", "npm test again"]);
  expect(await legate.get(id)).toMatchObject({ deniedCalls: 1 });
  const now = async (text: string) => (await legate.explain(id, { tool: "send", arguments: { text } })).now;
  expect(await now("npm run x"), "what is explained is what would be done").toEqual({
    decision: "allow",
    rule: "approved always, by operator: send",
  });
  expect((await now("rm y")).decision).toBe("deny");
  await expect(legate.approve(id)).rejects.toThrow("completed; its questions are closed");
});

test("a worker that was narrowed since, and a copy, are asked anew", async () => {
  const turns = [{ calls: [send("a b")] }, { text: "one" }, { calls: [send("a b")] }, { text: "two" }];
  const world = withCommands(smallWorld(turns));
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn(ASKING);
  await atRest(legate, id);
  await legate.approve(id, { always: ["send"] });
  await atRest(legate, id);
  const copy = await legate.fork(id, { text: "again" });
  expect((await atRest(legate, copy.id))?.questions).toHaveLength(1);
  await legate.narrow(id, { tools: ["send", "look"] });
  await legate.send(id, "again");
  expect((await atRest(legate, id))?.questions).toHaveLength(1);
  expect(ledgerOf(world)).toEqual(["a b"]);
});

async function withApprovers(
  approvers: Approvers,
  turns: readonly ScriptTurn[] = [{ calls: [send("x")] }, { text: "done" }],
) {
  const world = smallWorld(turns);
  const { legate } = await openIn(world, { adopts: true });
  const { id } = await legate.spawn({ ...ASKING, approvals: { approvers } });
  await atRest(legate, id);
  return { world, legate, id };
}

test("a call that takes two of three runs with the second yes, and one person counts once", async () => {
  const { world, legate, id } = await withApprovers({ needed: 2, from: ["ada", "bob", "carol"] });
  await using _ = legate;
  const yes = (by: string) => refusal(legate.approve(id, { by }));
  expect(await yes("mallory")).toMatch(/mallory may not answer this; asked are: ada, bob, carol/);
  expect(await yes("ada")).toBe("accepted");
  expect(await legate.get(id)).toMatchObject({
    status: "waiting",
    questions: [{ yes: ["ada"], lacking: 1 }],
  });
  expect(await yes("ada")).toMatch(/ada said yes already; it takes 1 more/);
  expect(world.ledger).toEqual([]);
  expect(await yes("carol")).toBe("accepted");
  expect((await atRest(legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["x"]);
  expect(await yes("bob")).toMatch(/closed|asks nothing/);
});

test("where it takes two, a yes for good takes two as well", async () => {
  const calls = [{ calls: [send("x")] }, { calls: [send("x")] }, { calls: [send("x")] }, { text: "done" }];
  const { world, legate, id } = await withApprovers({ needed: 2, from: ["ada", "bob"] }, calls);
  await using _ = legate;
  await legate.approve(id, { by: "ada", always: ["send"] });
  await legate.approve(id, { by: "bob" });
  expect((await atRest(legate, id))?.questions).toMatchObject([{ yes: [], lacking: 2 }]);
  await legate.approve(id, { by: "ada" });
  await legate.approve(id, { by: "bob", always: ["send"] });
  expect((await atRest(legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["x", "x", "x"]);
});

test("one no of somebody who may answer ends it, whoever said yes before", async () => {
  const { world, legate, id } = await withApprovers({ needed: 2, from: ["ada", "bob"] });
  await using _ = legate;
  await legate.approve(id, { by: "ada" });
  expect(await refusal(legate.deny(id, { by: "mallory" }))).toMatch(/may not answer/);
  await legate.deny(id, { by: "bob", reason: "not today" });
  expect((await atRest(legate, id))?.status).toBe("completed");
  expect(world.ledger).toEqual([]);
  const result = (await legate.records(id)).find(
    ({ record }) => record.type === "approval.answered" && record.answer === "deny",
  );
  expect(result?.record).toMatchObject({ by: "bob", reason: "not today" });
});

test("a question that nobody answers in time goes to others, too, also in another process after a crash", async () => {
  const approvers: Approvers = { needed: 1, from: ["ada"], escalation: { afterMs: 300, to: ["dora"] } };
  const { world, legate, id } = await withApprovers(approvers);
  expect(await refusal(legate.approve(id, { by: "dora" }))).toMatch(
    /dora may not answer this; asked are: ada/,
  );
  const due = (await legate.get(id)).questions[0]?.escalatesAt;
  expect(due).toMatch(/^20/);
  await legate[Symbol.asyncDispose]();
  const later = await openIn(world, { adopts: true });
  await using _ = later.legate;
  await expect
    .poll(async () => (await later.legate.get(id)).questions, { timeout: 5_000 })
    .toMatchObject([{ asked: ["ada", "dora"], escalatesAt: null }]);
  expect(await later.legate.get(id)).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(await refusal(later.legate.approve(id, { by: "dora" }))).toBe("accepted");
  expect((await atRest(later.legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["x"]);
});

test("several calls of one turn are separate questions, and a yes runs exactly the one it is for", async () => {
  const world = smallWorld([{ calls: [send("a"), send("b"), send("c")] }, { text: "done" }]);
  const { legate } = await openIn(world);
  const { id } = await legate.spawn(ASKING);
  expect((await atRest(legate, id))?.questions.map(({ call }) => call)).toEqual(["t1.1", "t1.2", "t1.3"]);
  await legate.deny(id, { approval: "t1.1" });
  await legate.approve(id, { approval: "t1.2" });
  await expect.poll(() => ledgerOf(world)).toEqual(["b"]);
  await legate[Symbol.asyncDispose]();
  const days = await openIn(world);
  await using _ = days.legate;
  expect((await atRest(days.legate, id))?.questions.map(({ call }) => call)).toEqual(["t1.3"]);
  await days.legate.approve(id);
  expect((await atRest(days.legate, id))?.status).toBe("completed");
  expect(ledgerOf(world)).toEqual(["b", "c"]);
});

test("an answer after the end, a second one, and one for another worker are refused with the reason", async () => {
  const world = smallWorld([{ calls: [send("a")] }, { text: "done" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const [one, other] = await Promise.all([legate.spawn(ASKING), legate.spawn(ASKING)]);
  const question = (await atRest(legate, one.id))?.questions[0]?.approval ?? "";
  await atRest(legate, other.id);
  expect(await refusal(legate.approve(other.id, { approval: question }))).toMatch(/is not an open question/);
  await legate.close(other.id);
  expect(await refusal(legate.approve(other.id, { approval: "t1.1" }))).toMatch(
    /cancelled; its questions are closed/,
  );
  await legate.approve(one.id, { approval: question });
  expect(await refusal(legate.approve(one.id, { approval: question }))).toMatch(
    /answered before|closed|not an open/,
  );
  await atRest(legate, one.id);
  expect(ledgerOf(world)).toEqual(["a"]);
});
