import { expect, test } from "vitest";
import type { MapNode } from "../../../src/core/workflow/map-node.ts";
import { openIn } from "../../support/small-world.ts";
import { graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

const echo = { kind: "command", argv: ["echo", "{{ item }}"] } as const;

function mapping(more: Partial<MapNode>) {
  return graphOf({
    inputs: { items: {} },
    nodes: { each: { kind: "map", items: "inputs.items", do: echo, ...more } },
    outputs: { each: "steps.each.output" },
  });
}

const texts = (result: string | null | undefined) =>
  (JSON.parse(result ?? "{}") as { each: ({ stdout: string } | null)[] }).each.map(
    (one) => one?.stdout ?? null,
  );

test("results come in the order of the items, whatever the order of their ends", async () => {
  const world = workflowWorld({}, { echo: [{ exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { worker } = await runGraph(legate, mapping({ maxConcurrency: 2 }), {
    inputs: { items: ["a", "b", "c"] },
  });
  expect(texts(worker?.result)).toEqual(["a", "b", "c"]);
  expect(world.ledger).toHaveLength(3);
});

test("`first` counts successes, and what is not needed any more does not begin", async () => {
  const world = workflowWorld({}, { echo: [{ exitCode: 1 }, { exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = mapping({ strategy: "first", maxConcurrency: 1 });
  const { worker, ended } = await runGraph(legate, graph, { inputs: { items: ["a", "b", "c", "d"] } });
  expect(texts(worker?.result)).toEqual([null, "b", null, null]);
  expect(ended).toEqual(["each#1/0 command-failed", "each#1/1 success", "each#1 success"]);
});

test("`quorum` fails as soon as too few can succeed, and says how many did", async () => {
  const { legate } = await openIn(workflowWorld({}, { echo: [{ exitCode: 1 }] }));
  await using _ = legate;
  const graph = mapping({ strategy: "quorum", atLeast: 2, maxConcurrency: 1 });
  const { worker, ended } = await runGraph(legate, graph, { inputs: { items: ["a", "b", "c"] } });
  expect(worker).toMatchObject({ status: "failed", failure: "map-unsatisfied" });
  expect(worker?.reason).toMatch(/0 of 3 branches succeeded, and it needs 2/);
  expect(ended).toHaveLength(3);
});

test("no item is a success of `all` and a failure of `first`; too many are refused, or left out when told so", async () => {
  const { legate } = await openIn(workflowWorld({}, { echo: [{ exitCode: 0 }] }));
  await using _ = legate;
  const of = async (more: Partial<MapNode>, items: readonly string[]) =>
    (await runGraph(legate, mapping(more), { inputs: { items } })).worker;
  expect(await of({}, [])).toMatchObject({ status: "completed", result: '{"each":[]}' });
  expect(await of({ strategy: "first" }, [])).toMatchObject({ failure: "map-unsatisfied" });
  expect(await of({ maxItems: 1 }, ["a", "b"])).toMatchObject({ failure: "too-many-items" });
  expect(texts((await of({ maxItems: 1, surplus: "drop" }, ["a", "b"]))?.result)).toEqual(["a"]);
});

test("a failed map that is resumed repeats only branches that did not succeed", async () => {
  const world = workflowWorld({}, { echo: [{ exitCode: 0 }, { exitCode: 1 }, { exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id, worker } = await runGraph(legate, mapping({ maxConcurrency: 1 }), {
    inputs: { items: ["a", "b"] },
  });
  expect(worker?.status).toBe("failed");
  await legate.resume(id);
  const [again] = (await legate.wait(id)).workers;
  expect(texts(again?.result)).toEqual(["a", "b"]);
  expect(world.ledger).toHaveLength(3);
});

test("branches that answer once are asked by the run's own worker, and a reduce brings them together", async () => {
  const { legate } = await openIn(
    workflowWorld({ word: [{ text: "word" }], sum: [{ expect: { message: "word, word" }, text: "two" }] }),
  );
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      each: {
        kind: "map",
        items: "['a', 'b']",
        do: { kind: "stage", prompt: "{{ item }}", tools: [], model: "word" },
      },
      list: { kind: "reduce", items: "steps.each.output", concat: { separator: ", " } },
      sum: {
        kind: "reduce",
        items: "[steps.list.text]",
        stage: { prompt: "{{ items[0] }}", tools: [], model: "sum" },
      },
      told: { kind: "reduce", items: "['x']", template: "{{ items[0] }} {{ steps.sum.text }}" },
    },
    edges: [
      { from: "each", to: "list" },
      { from: "list", to: "sum" },
      { from: "sum", to: "told" },
    ],
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed", result: "x two", children: { all: 0 } });
});

test("artifacts of nodes before are items where a map names none, and context of an agent", async () => {
  const { legate } = await openIn(
    workflowWorld(
      { a: [{ text: "one" }], look: [{ expect: { message: [/<artifact/, "one"] }, text: "seen" }] },
      { echo: [{ exitCode: 0 }] },
    ),
  );
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      a: { kind: "stage", prompt: "a", tools: [], model: "a" },
      each: { kind: "map", context: {}, do: { kind: "command", argv: ["echo", "{{ item.text }}"] } },
      look: { kind: "stage", prompt: "look", tools: [], model: "look", context: { nodes: ["a"] } },
    },
    edges: [
      { from: "a", to: "each" },
      { from: "each", to: "look" },
    ],
    outputs: { each: "steps.each.output" },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker?.status).toBe("completed");
  expect(texts(worker?.result)).toEqual(["one"]);
});

test("workers of steps have their place in the queue only until they are written", async () => {
  const world = workflowWorld({ kid: Array(6).fill({ text: "K" }) });
  const { legate } = await openIn(world, { maxQueued: 2 });
  await using _ = legate;
  const kid = { kind: "subagent", prompt: "do {{ item }}", model: "kid", workspace: "none" } as const;
  const graph = mapping({ do: kid, maxConcurrency: 1 });
  const { worker } = await runGraph(legate, graph, { inputs: { items: [1, 2, 3, 4, 5, 6] } });
  expect(worker).toMatchObject({ status: "completed", result: '{"each":["K","K","K","K","K","K"]}' });
});
