import { expect, test } from "vitest";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

const command = (more: Partial<WorkflowGraph>) =>
  graphOf({ nodes: { go: { kind: "command", argv: ["go"] } }, ...more });

async function ran(more: Partial<WorkflowGraph>) {
  const world = workflowWorld({}, { go: [{ exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { worker, ended } = await runGraph(legate, command(more));
  return { status: worker?.status, ended, commands: world.ledger.length };
}

test("what a graph forbids none of its nodes does, and without that the same node does it", async () => {
  const rules = {
    deny: [{ tools: ["run_command"] }],
    ask: [],
    allow: [],
    writeAllow: "any",
    otherwise: "allow",
  };
  expect(await ran({ approvals: rules as never })).toMatchObject({ status: "failed", commands: 0 });
  expect(await ran({ policy: { sideEffects: "read_only" } })).toMatchObject({
    status: "failed",
    commands: 0,
  });
  expect(await ran({})).toEqual({ status: "completed", ended: ["go#1 success"], commands: 1 });
});

test("the budget of a graph ends its run, and a larger one of the worker does not help", async () => {
  expect(await ran({ budgets: { calls: 0 } })).toEqual({ status: "waiting", ended: [], commands: 0 });
  const world = workflowWorld({ any: [{ text: "1" }], two: [{ text: "2" }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: { one: answering("a"), two: answering("b", "two") },
    edges: [{ from: "one", to: "two" }],
    budgets: { turns: 1 },
  });
  const { worker, ended } = await runGraph(legate, graph, { budgets: { turns: 9 } });
  expect(ended).toEqual(["one#1 success"]);
  expect(worker).toMatchObject({ status: "waiting", waitingOn: "budget" });
});

test("an agent with rules of its own is a worker of its own, also where it is shown no tools", async () => {
  const { legate } = await openIn(workflowWorld({ any: [{ text: "1" }] }));
  await using _ = legate;
  const node = { ...answering("a"), policy: { sideEffects: "read_only" } } as const;
  const { id } = await runGraph(legate, graphOf({ nodes: { one: node } }));
  expect(await legate.list({ under: id })).toHaveLength(2);
});
