import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createCodingTools } from "../../src/adapters/coding-tools/coding-tools.ts";
import { createDelegationTools } from "../../src/adapters/runtime-tools/delegation-tools.ts";
import { joinedToolboxes } from "../../src/compose/joined-toolboxes.ts";
import type { Json } from "../../src/core/json.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { effectLevel, isUnannotated } from "../../src/core/policy/effect-level.ts";
import { permits } from "../../src/core/policy/permits.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";
import { parseAnyWorkerFile } from "../../src/wire/any-worker-file.ts";
import { FREELY, openIn, PLACE, smallWorld } from "../support/small-world.ts";

const call = (tool: string, args: Readonly<Record<string, Json>>) => ({ tool, arguments: args });
const spawn = (name: string) => call("spawn_agent", { task: "help", model: name, name });
const WAIT = { calls: [call("wait_agent", {})] };
const done = { text: "done" };

describe("A2: nothing is run but through the one door", () => {
  test("a tool is run in one place of the runtime, behind the gates", () => {
    const sources = readdirSync("src/runtime", { recursive: true, encoding: "utf8" });
    const files = sources.filter(
      (file) => file.endsWith(".ts") && /\btool\.run\(/.test(readFileSync(`src/runtime/${file}`, "utf8")),
    );
    expect(files).toEqual(["gateway.ts"]);
  });

  test("a command that a file wants run to verify the work is refused by name, not run unseen", () => {
    const file = (node: string) =>
      parseAnyWorkerFile(`format: harn\ntask: t\nnode: ${node}\n`, { directory: "/w" }, undefined);
    expect(file("{ verify: { command: make } }")).toMatchObject({
      problems: [{ path: "node.verify", message: expect.stringContaining("not there yet") }],
    });
    expect(file("{ system: s }").ok).toBe(true);
  });
});

test("A12: the rules of whoever spawns hold for a worker that another process drives later", async () => {
  const sent = async (approvals: { deny: { tools: string[] }[] } | object) => {
    const world = smallWorld([{ calls: [call("send", { text: "x" })] }, done]);
    const first = await openIn(world, { drive: "anyone" });
    const input = { ...FREELY, approvals: { ...FREELY.approvals, ...approvals }, task: "t" };
    const { id } = await first.legate.spawn(input);
    await first.legate[Symbol.asyncDispose]();
    const second = await openIn(world);
    await using _ = second.legate;
    await second.legate.wait(id, { timeoutMs: 5000 });
    return world.ledger.length;
  };
  expect(await sent({ deny: [{ tools: ["send"] }] })).toBe(0);
  expect(await sent({})).toBe(1);
});

test("A14: a worker drives its own children, not its sibling's, its parent or itself, by name or by id", async () => {
  const tell = (worker: string) => call("send_input", { worker, text: "stop" });
  const world = smallWorld({
    parent: [{ calls: [spawn("one"), spawn("two")] }, WAIT, done],
    one: [
      { calls: [spawn("below")] },
      { calls: [tell("two"), tell("parent"), tell("one"), tell("below")] },
      WAIT,
      done,
    ],
    two: [done],
    below: [done, done],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ ...FREELY, model: "parent", name: "parent", task: "t" });
  await legate.wait(id, { timeoutMs: 5000 });
  const one = (await legate.list({ under: id })).find(({ name }) => name === "one");
  const told = (await legate.records(one?.id ?? id)).flatMap(({ record }) =>
    record.type === "call.finished" && !record.text.includes("next") ? [record.text] : [],
  );
  expect(told.filter((text) => text.includes("unknown-worker"))).toHaveLength(3);
  const below = (await legate.list({ under: id })).find(({ name }) => name === "below");
  expect((await legate.records(below?.id ?? id)).map(({ record }) => record.type)).toContain(
    "input.received",
  );
});

test("A16: a call that only reads passes the gates before it runs, too", async () => {
  const looked = async (policy: object) => {
    const world = smallWorld([{ calls: [call("look", { text: "secret" })] }, done]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const approvals = { otherwise: "allow" } as const;
    const { id } = await legate.spawn({ workspace: PLACE, policy, approvals, task: "t" });
    await legate.wait(id, { timeoutMs: 5000 });
    const types = (await legate.records(id)).map(({ record }) => record.type);
    const [decided, intended] = (["call.decided", "call.intended"] as const).map((type) =>
      types.indexOf(type),
    );
    return { ran: world.ledger.length, inOrder: intended === -1 || Number(decided) < Number(intended) };
  };
  const constraint = { tool: "look", argument: "text", patterns: ["public"] };
  expect(await looked({ argumentConstraints: [constraint] })).toEqual({ ran: 0, inOrder: true });
  expect(await looked({})).toEqual({ ran: 1, inOrder: true });
});

describe("A20: there is no tool beside the registry, and none that a ceiling does not hold", () => {
  const toolbox = joinedToolboxes([
    createCodingTools({ sandbox: createTrustingSandbox() }),
    createDelegationTools(),
  ]);

  test.each(toolbox.list().map((tool) => [tool.description.name, tool] as const))(
    "%s says what it does, and a ceiling below that, or without it, refuses it",
    (name, { annotations }) => {
      expect(isUnannotated(annotations)).toBe(false);
      const facts = { tool: name, annotations, arguments: {}, paths: [] };
      expect(permits(TOP, facts).allowed).toBe(true);
      expect(permits({ ...TOP, tools: [] }, facts).allowed).toBe(false);
      expect(permits({ ...TOP, capabilities: {} }, facts).allowed).toBe(false);
      const isSilent = effectLevel(facts) === "none";
      expect(permits({ ...TOP, sideEffects: "none" }, facts).allowed).toBe(isSilent);
    },
  );

  test("two tools of one name are not taken: none can stand before another", () => {
    const twice = () => joinedToolboxes([createDelegationTools(), createDelegationTools()]);
    expect(twice).toThrow();
    expect(() => joinedToolboxes([createDelegationTools()])).not.toThrow();
  });
});

test("a child that had ended lives again only where there is room for one more", async () => {
  const message = (worker: string) => call("send_input", { worker, text: "once more" });
  const family = async (maxWidth: number) => {
    const world = smallWorld({
      parent: [
        { calls: [spawn("one")] },
        WAIT,
        { calls: [spawn("two")] },
        { calls: [message("one")] },
        WAIT,
        done,
      ],
      one: [done, done],
      two: [{ delayMs: 300, text: "done" }],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "t", delegation: { maxWidth } });
    await legate.wait(id, { timeoutMs: 5000 });
    return (await legate.list({ parent: id })).map(({ name, cycle }) => `${name} ${cycle}`);
  };
  expect(await family(1)).toEqual(["one 1", "two 1"]);
  expect(await family(2)).toEqual(["one 2", "two 1"]);
});
