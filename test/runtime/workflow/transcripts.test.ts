import { describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { AgentWork } from "../../../src/core/workflow/agent-work.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import type { ModelRequest } from "../../../src/ports/model.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Legate } from "../../../src/runtime/legate.ts";
import { functionModels } from "../../support/function-model.ts";
import { openIn, type World } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { atRest, runGraph, workflowWorld } from "./small-runs.ts";

type Says = Parameters<typeof functionModels>[0];

/** A world that keeps what its models were shown, by the model's name. */
function listeningWorld(says: Says, answers: Parameters<typeof workflowWorld>[0] = {}) {
  const world = workflowWorld(answers);
  const asked: Record<string, ModelRequest[]> = {};
  const kept = Object.entries(says).map(([name, turns]) => {
    const keeping = turns.map((turn) => (request: ModelRequest) => {
      asked[name] = [...(asked[name] ?? []), request];
      return turn(request);
    });
    return [name, keeping] as const;
  });
  const models = { ...world.ports.models, ...functionModels(Object.fromEntries(kept)) };
  return { ...world, asked, ports: { ...world.ports, models } } satisfies World & { asked: unknown };
}

const said = (text: string) => () => ({ text });

/** `second` goes on from `first`, as it says. */
function twoStages(first: object, second: object, transcript: AgentWork["transcript"]): WorkflowGraph {
  return graphOf({
    nodes: {
      first: { ...answering("Plan it.", "first"), ...first },
      second: {
        ...answering("Now do it.", "second"),
        ...second,
        ...(transcript === undefined ? {} : { transcript }),
      },
    },
    edges: [{ from: "first", to: "second" }],
  } as never);
}

const HAS_TOOLS = { tools: ["look"] };
const looking = () => ({
  text: "I look.",
  reasoning: "hmm",
  calls: [{ tool: "look", arguments: { text: "a" } }],
});

async function childrenOf(legate: Legate, id: string): Promise<readonly WorkerId[]> {
  return (await legate.records(id)).flatMap(({ record }) =>
    record.type === "child.spawned" ? [record.child] : [],
  );
}

describe("a node that goes on from the conversation of another", () => {
  const everyPair = [
    ["an answer, an answer", {}, {}],
    ["an answer, a worker", {}, HAS_TOOLS],
    ["a worker, an answer", HAS_TOOLS, {}],
    ["a worker, a worker", HAS_TOOLS, HAS_TOOLS],
  ] as const;

  test.each(everyPair)("is shown it in front of its task: %s", async (_, first, second) => {
    const world = listeningWorld({ first: [said("the plan")], second: [said("done")] });
    const { legate } = await openIn(world);
    await using _l = legate;
    const { worker } = await runGraph(legate, twoStages(first, second, { from: "first" }));
    expect(worker?.status).toBe("completed");
    expect(world.asked["second"]?.[0]?.messages).toEqual([
      { role: "user", text: "Plan it." },
      { role: "assistant", parts: [{ kind: "text", text: "the plan" }] },
      { role: "user", text: "Now do it." },
    ]);
  });

  test.each([HAS_TOOLS, {}])("begins with nothing where none is named", async (second) => {
    const world = listeningWorld({ first: [said("the plan")], second: [said("done")] });
    const { legate } = await openIn(world);
    await using _ = legate;
    await runGraph(legate, twoStages({}, second, undefined));
    expect(world.asked["second"]?.[0]?.messages).toEqual([{ role: "user", text: "Now do it." }]);
  });

  test("is shown the calls of a worker and what they gave, and its own have names of their own", async () => {
    const world = listeningWorld({
      first: [looking, said("the plan")],
      second: [looking, said("done")],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const { id } = await runGraph(legate, twoStages(HAS_TOOLS, HAS_TOOLS, { from: "first" }));
    const shown = JSON.stringify(world.asked["second"]?.[1]?.messages);
    expect(shown).toContain('"call":"1:t1.1"');
    expect(shown).toContain('"call":"t1.1"');
    expect(JSON.stringify(world.asked["second"]?.[0]?.messages)).not.toContain("hmm");
    const [, second = ""] = await childrenOf(legate, id);
    await atRest(legate, second); // its journal is what a replay comes to
  });

  test("is shown only what was said, where it asks for that", async () => {
    const world = listeningWorld({ first: [looking, said("the plan")], second: [said("done")] });
    const { legate } = await openIn(world);
    await using _ = legate;
    await runGraph(legate, twoStages(HAS_TOOLS, HAS_TOOLS, { from: "first", visibility: "public" }));
    expect(world.asked["second"]?.[0]?.messages.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "assistant",
      "user",
    ]);
  });

  test("inherits it under its name, and has a copy under a name of its own", async () => {
    for (const mode of ["inherit", "fork", "compact"] as const) {
      const { legate } = await openIn(listeningWorld({ first: [said("the plan")], second: [said("done")] }));
      await using _ = legate;
      const { id } = await runGraph(legate, twoStages(HAS_TOOLS, HAS_TOOLS, { from: "first", mode }));
      const [one = "", two = ""] = await childrenOf(legate, id);
      const before = (await legate.transcript(one)).id;
      const { conversations, id: now } = await legate.transcript(two);
      expect(conversations).toEqual([expect.objectContaining({ began: mode })]);
      expect(now === before).toBe(mode === "inherit");
      expect(conversations[0]?.parent).toBe(mode === "inherit" ? null : before);
    }
  });

  test("has all but the last messages told in short, and the journal says which", async () => {
    const long = "word ".repeat(2_000);
    const world = listeningWorld({
      first: [looking, () => ({ ...looking(), text: long }), looking, said("the plan")],
      second: [said("done")],
    });
    const { legate } = await openIn(world);
    await using _ = legate;
    const graph = twoStages(HAS_TOOLS, {}, { from: "first", mode: "compact", keepLast: 2 });
    const { id } = await runGraph(legate, graph);
    const messages = world.asked["second"]?.[0]?.messages ?? [];
    expect(messages.slice(0, 2)).toMatchObject([
      { role: "user", text: "Plan it." },
      { role: "user", text: expect.stringMatching(/^\[runtime notice\] \d+ earlier messages/) },
    ]);
    expect(messages.length).toBeLessThan(6);
    const started = (await legate.records(id)).find(
      ({ record }) => record.type === "node.started" && record.node === "second",
    );
    expect(started?.record).toMatchObject({ continues: { mode: "compact", replaced: { from: 1 } } });
  });

  test("goes on from its own visit before in a loop, and from one that failed", async () => {
    const world = listeningWorld({ fix: [said("one"), said("two")] });
    const programs = workflowWorld({}, { check: [{ exitCode: 1 }, { exitCode: 1 }, { exitCode: 0 }] });
    const { legate } = await openIn({ ...world, ports: { ...programs.ports, models: world.ports.models } });
    await using _ = legate;
    const graph = graphOf({
      nodes: {
        check: { kind: "verify", command: { argv: ["check"] } },
        fix: { ...answering("Fix it, {{ visit }}.", "fix"), transcript: { from: "fix" } },
      },
      edges: [
        { from: "check", to: "fix", on: "failure" },
        { from: "fix", to: "check", maxVisits: 2 },
      ],
    } as never);
    const { worker } = await runGraph(legate, graph);
    expect(worker?.status).toBe("completed");
    expect(world.asked["fix"]?.map(({ messages }) => messages.length)).toEqual([1, 3]);
  });

  test("fails where its contract asks for a conversation and there is none, and begins anew where it does not", async () => {
    const graph = (contract: object) =>
      graphOf({
        nodes: {
          never: { kind: "condition", if: "false" },
          first: answering("Plan it.", "first"),
          second: { ...answering("Now do it.", "second"), transcript: { from: "first" }, ...contract },
        },
        edges: [
          { from: "never", to: "first", on: "true" },
          { from: "never", to: "second", on: "false" },
          { from: "first", to: "second" },
        ],
      } as never);
    const { legate } = await openIn(listeningWorld({ second: [said("done")] }));
    await using _ = legate;
    const strict = await runGraph(legate, graph({ contract: { requiresTranscript: true } }));
    expect(strict.ended.at(-1)).toBe("second#1 contract-broken");
    expect(strict.worker).toMatchObject({ reason: expect.stringContaining("conversation of first") });
    const open = await runGraph(legate, graph({}));
    expect(open.worker?.status).toBe("completed");
  });

  test("is done anew when that conversation is another one, and goes on from a result that was taken over", async () => {
    const world = listeningWorld({ first: [said("the plan")], second: [said("done")] });
    const { legate } = await openIn(world);
    await using _ = legate;
    const graph = twoStages(HAS_TOOLS, {}, { from: "first" });
    const { id } = await runGraph(legate, graph);
    const same = await legate.rerun(id);
    expect((await atRest(legate, same.id)).worker).toMatchObject({ status: "completed", turns: 0 });
    const again = await legate.rerun(same.id, { from: ["second"] });
    expect((await atRest(legate, again.id)).worker?.status).toBe("completed");
    expect(world.asked["first"]).toHaveLength(1);
    expect(world.asked["second"]?.[1]?.messages).toEqual(world.asked["second"]?.[0]?.messages);
    const edited = twoStages({ ...HAS_TOOLS, prompt: "Plan it well." }, {}, { from: "first" });
    const other = await legate.rerun(id, { graph: edited });
    await atRest(legate, other.id);
    expect(world.asked["second"]).toHaveLength(3); // its prompt is the same, what was said before is not
  });

  test("is told in short what its model's window does not hold", async () => {
    const long = "word ".repeat(20_000);
    const world = listeningWorld({
      first: [looking, () => ({ ...looking(), text: long }), looking, said("the plan")],
      second: [said("done")],
    });
    const { models } = world.ports;
    const small = async (name: string) => ({ ...(await models.resolve(name)), contextWindow: 20_000 });
    const narrow = { ...world, ports: { ...world.ports, models: { ...models, resolve: small } } };
    const { legate } = await openIn(narrow);
    await using _ = legate;
    const more = { compaction: { strategy: "observation_mask" } };
    await runGraph(legate, twoStages(HAS_TOOLS, {}, { from: "first" }), more);
    expect(JSON.stringify(world.asked["second"]?.[0]?.messages).length).toBeLessThan(60_000);
  });
});

test("a conversation that is not here any more fails the node that goes on from it, and says so", async () => {
  const world = listeningWorld({ first: [said("The plan.")], second: [said("done")] });
  const graph = twoStages(HAS_TOOLS, {}, { from: "first" });
  const nodes = { ...graph.nodes, ask: { kind: "approval", question: "Go?" } } as const;
  const edges = [
    { from: "first", to: "ask" },
    { from: "ask", to: "second" },
  ];
  const first = await openIn(world);
  const { id } = await runGraph(first.legate, { ...graph, nodes, edges });
  const [child] = await childrenOf(first.legate, id);
  await first.legate[Symbol.asyncDispose]();

  const store = without(world.ports.store, child);
  const { legate } = await openIn({ ...world, ports: { ...world.ports, store } });
  await using _ = legate;
  await legate.approve(id, { by: "alice" });
  const { worker, ended } = await atRest(legate, id);
  expect(ended).toEqual(["first#1 success", "ask#1 success", "second#1 conversation-gone"]);
  expect(worker).toMatchObject({ status: "failed", reason: expect.stringContaining(`no worker ${child}`) });
});

/** As it is where a worker came to without those below it. */
function without(store: Store, gone: WorkerId | undefined): Store {
  const readWorker: Store["readWorker"] = async (worker, range) =>
    worker === gone ? [] : store.readWorker(worker, range);
  return new Proxy(store, {
    get(target, name) {
      if (name === "readWorker") return readWorker;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
