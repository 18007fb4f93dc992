import { expect, test } from "vitest";
import { succeededTools } from "../../../src/core/eval/used-tools.ts";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { atRest, runGraph, workflowWorld } from "./small-runs.ts";

test("what nodes leave is among the artifacts of the run, and leads to what each was given", async () => {
  const world = workflowWorld({ plan: [{ text: "the plan" }], write: [{ text: "done" }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      plan: { ...answering("Plan it.", "plan"), contract: { output: { kind: "plan" } } },
      write: { ...answering("Do it.", "write"), context: {} },
    },
    edges: [{ from: "plan", to: "write" }],
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed" });
  const [plan, write, result] = await legate.artifacts(worker?.id ?? "");
  expect(plan).toMatchObject({
    kind: "plan",
    text: "the plan",
    origin: { way: "node", node: "plan", worker: worker?.id },
  });
  expect(write).toMatchObject({ text: "done", lineage: [plan?.id], origin: { way: "node", node: "write" } });
  expect(result).toMatchObject({ kind: "summary", origin: { way: "cycle" } });
  const settled = (await legate.records(worker?.id ?? "")).find(
    ({ record }) => record.type === "node.settled",
  );
  expect(plan?.origin.seq).toBe(settled?.seq);
});

test("what the nodes of an earlier cycle left stays, and their commands are calls", async () => {
  const world = workflowWorld(
    {},
    { one: [{ exitCode: 0 }, { exitCode: 0 }], two: [{ exitCode: 0 }, { exitCode: 0 }] },
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const command = (name: string) => ({ kind: "command", argv: [name] }) as const;
  const graph = graphOf({
    nodes: { one: command("one"), two: command("two") },
    edges: [{ from: "one", to: "two" }],
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed", calls: 2 });
  const nodes = async () => (await legate.artifacts(id)).filter(({ origin }) => origin.way === "node");
  const first = await nodes();
  await legate.send(id, "again");
  await expect.poll(async () => (await legate.get(id)).cycle, { timeout: 5_000 }).toBe(2);
  expect((await atRest(legate, id)).worker).toMatchObject({ status: "completed", calls: 4 });
  const all = await nodes();
  expect(all.slice(0, 2)).toEqual(first);
  expect(all.map(({ metadata }) => metadata["visit"])).toEqual(["one#1", "two#1", "2.one#1", "2.two#1"]);
  expect(succeededTools(await legate.records(id))).toEqual(new Set(["run_command"]));
});
