import { expect, test } from "vitest";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

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
