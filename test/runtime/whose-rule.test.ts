import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { ApprovalRule } from "../../src/core/policy/approval-rule.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

const call = (tool: string, args: Readonly<Record<string, Json>>) => ({ tool, arguments: args });
const SEND = call("send", { text: "x" });
const spawn = (args: Record<string, Json> = {}) =>
  call("spawn_agent", { task: "help", model: "child", name: "child", ...args });
const WAIT = { calls: [call("wait_agent", {})] };
const PARENT = { ...FREELY, model: "parent", task: "t", name: "parent" } as const;
const NO_SENDING = { argumentConstraints: [{ tool: "send", argument: "text", patterns: ["letter"] }] };

const FAMILY = {
  parent: [{ calls: [SEND, spawn()] }, WAIT, { text: "done" }],
  child: [{ calls: [SEND] }, { text: "done" }],
};

/** What was refused in the first generations of a family, and whose rule it was. */
async function refusedIn(legate: Legate, id: string) {
  const family = await legate.list({ under: id });
  const records = await Promise.all(family.map(async ({ id: one }) => legate.records(one)));
  return records.map((journal) =>
    journal.flatMap(({ record }) =>
      record.type === "call.decided" && record.decision === "deny" ? [record] : [],
    ),
  );
}

function withRole(world: World, deny: readonly ApprovalRule[]): World {
  const role = { name: "quiet", description: "", system: "", deny };
  return { ...world, ports: { ...world.ports, roles: { find: async () => role } } };
}

describe("a denial says whose rule it is, to the model and in the journal", () => {
  test("the operator's, for the worker and for what is below it", async () => {
    const told = { message: ["permission_denied", "set by operator, who spawned parent"] };
    const [first, , last] = FAMILY.parent;
    const world = smallWorld({
      parent: [first ?? WAIT, { ...WAIT, expect: told }, last ?? WAIT],
      child: [{ calls: [SEND] }, { expect: told, text: "done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...PARENT, policy: NO_SENDING });
    await legate.wait(id, { timeoutMs: 5000 });
    const owner = { by: "operator", worker: id, name: "parent", as: "spawn" };
    expect(await refusedIn(legate, id)).toMatchObject([[{ owner }], [{ owner }]]);
    expect(world.ledger).toEqual([]);
    expect(world.broken).toEqual([]);
  });

  test("the parent's, for what it gave its child less of; the parent itself may", async () => {
    const parent = [{ calls: [SEND, spawn({ agent: "quiet" })] }, WAIT, { text: "done" }];
    const world = withRole(smallWorld({ ...FAMILY, parent }), [{ tools: ["send"] }]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn(PARENT);
    await legate.wait(id, { timeoutMs: 5000 });
    const [ofParent, ofChild] = await refusedIn(legate, id);
    expect(ofParent).toEqual([]);
    expect(ofChild).toMatchObject([{ owner: { by: id, byName: "parent", name: "child", as: "spawn" } }]);
    expect(ofChild?.[0]?.reason).toContain(`set by parent (${id}), who spawned child`);
    expect(world.ledger.map(({ tool }) => tool)).toEqual(["send"]);
  });

  test("whoever narrowed an ancestor, and why", async () => {
    const world = smallWorld(FAMILY);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn(PARENT, { drive: "anyone" });
    await legate.narrow(id, NO_SENDING, { by: "ada", reason: "enough" });
    await legate.wait(id, { timeoutMs: 5000 });
    const owner = { by: "ada", worker: id, as: "narrowing", reason: "enough" };
    const refused = await refusedIn(legate, id);
    expect(refused[0]).toMatchObject([{ owner }]);
    expect(refused[1]?.[0]?.reason).toContain("who narrowed parent: enough");
  });

  test("for a child that asks for more than its parent may grant", async () => {
    const world = smallWorld({
      parent: [
        { calls: [spawn({ side_effects: "network" })] },
        {
          expect: { message: ["use.sideEffects: network", "set by operator, who spawned parent"] },
          text: "no",
        },
      ],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...PARENT, policy: { sideEffects: "workspace_write" } });
    expect((await legate.wait(id, { timeoutMs: 5000 })).workers[0]).toMatchObject({ result: "no" });
    expect(world.broken).toEqual([]);
  });
});

describe("explain", () => {
  test("says before what is then decided, of a worker and of its child, and who decides", async () => {
    const world = smallWorld(FAMILY);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...PARENT, policy: NO_SENDING });
    await legate.wait(id, { timeoutMs: 5000 });
    const [child] = await legate.list({ parent: id });
    const said = await legate.explain(child?.id ?? id, { tool: "send", arguments: { text: "x" } });
    expect(said).toMatchObject({
      summary: "send x",
      now: { decision: "deny", owner: { by: "operator", worker: id } },
    });
    const made = await legate.explain(child?.id ?? id, { call: "t1.1" });
    expect(made.now).toEqual(said.now);
    expect(made.decided).toMatchObject({ decision: "deny", rule: said.now.rule, owner: said.now.owner });
    const letter = await legate.explain(id, { tool: "send", arguments: { text: "letter" } });
    expect(letter.now.decision).toBe("allow");
  });

  test("says of each limit since whose word it stands", async () => {
    const world = smallWorld(FAMILY);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...PARENT, budgets: { calls: 50 } });
    await legate.wait(id, { timeoutMs: 5000 });
    await legate.narrow(id, { sideEffects: "read_only" }, { by: "ada" });
    const [child] = await legate.list({ parent: id });
    await expect
      .poll(async () => {
        const { limits } = await legate.authority(child?.id ?? id);
        return limits.filter(({ dimension }) => /^sideEffects|calls/.test(dimension));
      })
      .toMatchObject([
        { dimension: "sideEffects", value: "read_only", owner: { by: "ada", worker: id } },
        { dimension: "budgets.calls", value: 50, owner: { by: "operator", worker: id } },
      ]);
  });

  test("refuses what is not there: a call, a tool", async () => {
    const { legate } = await openIn(smallWorld([{ text: "done" }]));
    await using _ = legate;
    const { id } = await legate.spawn({ ...FREELY, task: "t" });
    await legate.wait(id);
    await expect(legate.explain(id, { call: "t9.9" })).rejects.toThrow("has made no call t9.9");
    await expect(legate.explain(id, { tool: "fly", arguments: {} })).rejects.toThrow("There is no tool fly");
    const unread = await legate.explain(id, { tool: "send", arguments: {} });
    expect(unread.now).toMatchObject({ decision: "deny", rule: "arguments: schema" });
  });
});
