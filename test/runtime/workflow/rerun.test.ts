import { expect, test } from "vitest";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { atRest, runGraph, workflowWorld } from "./small-runs.ts";

function threeSteps(second: string, third = "c {{ steps.b.text }}"): WorkflowGraph {
  return graphOf({
    inputs: { word: { default: "x" } },
    nodes: { a: answering("a {{ inputs.word }}", "a"), b: answering(second, "b"), c: answering(third, "c") },
    edges: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
  });
}

const asked = (text: string) => [{ text }];

test("after an edit only what it affects runs again, in another process", async () => {
  const world = workflowWorld({ a: asked("A"), b: asked("B"), c: asked("C") });
  const first = await openIn(world);
  const { id, worker } = await runGraph(first.legate, threeSteps("b {{ steps.a.text }}"));
  expect(worker?.turns).toBe(3);
  await first.legate[Symbol.asyncDispose]();

  const { legate } = await openIn(world);
  await using _ = legate;
  const same = await legate.rerun(id);
  expect((await atRest(legate, same.id)).worker).toMatchObject({
    status: "completed",
    turns: 0,
    result: "C",
  });
  const edited = await legate.rerun(id, { graph: threeSteps("b, but better: {{ steps.a.text }}") });
  const { worker: again } = await atRest(legate, edited.id);
  expect(again).toMatchObject({ status: "completed", turns: 1 }); // c is given the same answer as before
  const other = await legate.rerun(id, { inputs: { word: "y" } });
  expect((await atRest(legate, other.id)).worker?.turns).toBe(1);
});

test("`from` does a node and all after it anew, `only` that node alone", async () => {
  const { legate } = await openIn(workflowWorld({ a: asked("A"), b: asked("B"), c: asked("C") }));
  await using _ = legate;
  const { id } = await runGraph(legate, threeSteps("b {{ steps.a.text }}"));
  const from = await legate.rerun(id, { from: ["b"] });
  expect((await atRest(legate, from.id)).worker).toMatchObject({ status: "completed", turns: 2 });
  const only = await legate.rerun(id, { only: "b" });
  const { worker, ended } = await atRest(legate, only.id);
  expect(worker).toMatchObject({ status: "completed", turns: 1, result: "B" });
  expect(ended).toEqual(["a#1 success", "b#1 success"]);
  await expect(legate.rerun(id, { from: ["nobody"] })).rejects.toMatchObject({ code: "bad-input" });
});

test("`only` refuses to do what comes before it", async () => {
  const { legate } = await openIn(workflowWorld({ a: asked("A"), b: asked("B"), c: asked("C") }));
  await using _ = legate;
  const { id } = await runGraph(legate, threeSteps("b {{ steps.a.text }}"));
  const only = await legate.rerun(id, { only: "c", inputs: { word: "other" } });
  expect((await atRest(legate, only.id)).worker).toMatchObject({
    status: "failed",
    failure: "no-earlier-result",
  });
});

test("branches of a map are taken over one by one", async () => {
  const world = workflowWorld({}, { echo: [{ exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    inputs: { items: {} },
    nodes: {
      each: { kind: "map", items: "inputs.items", do: { kind: "command", argv: ["echo", "{{ item }}"] } },
    },
  });
  const { id } = await runGraph(legate, graph, {
    inputs: { items: ["a", "b"] },
    workspace: { kind: "none" },
  });
  const again = await legate.rerun(id, { inputs: { items: ["b", "c"] } });
  expect((await atRest(legate, again.id)).worker?.status).toBe("completed");
  expect(world.ledger).toHaveLength(3);
});

test("what goes on from a run has a name of its own, so that each of them is found by it", async () => {
  const { legate } = await openIn(workflowWorld({ a: asked("A"), b: asked("B"), c: asked("C") }));
  await using _ = legate;
  const { id } = await runGraph(legate, threeSteps("b"), { name: "fix" });
  const second = await legate.rerun("fix");
  const third = await legate.rerun("fix");
  const fourth = await legate.rerun("fix-2");
  expect([second, third, fourth].map(({ name }) => name)).toEqual(["fix-2", "fix-3", "fix-4"]);
  expect((await legate.rerun("fix", { name: "other" })).name).toBe("other");
  expect((await legate.get("fix")).id).toBe(id);
});
