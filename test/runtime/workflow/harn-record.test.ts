import { expect, test } from "vitest";
import { fold } from "../../../src/core/worker/evolve.ts";
import { harnHandleOf } from "../../../src/wire/harn-handle-of.ts";
import { harnRunRecord } from "../../../src/wire/harn-run-record.ts";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

test("a run is told in Harn's shape: stages, transitions, checkpoints, child runs and a fixture", async () => {
  const world = workflowWorld({ a: [{ text: "A" }], kid: [{ text: "K" }] }, { check: [{ exitCode: 1 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      choose: { kind: "condition", if: "true" },
      each: { kind: "map", items: "[1, 2]", do: answering("x {{ item }}", "a") },
      one: { kind: "reduce", items: "steps.each.output", concat: {} },
      kid: { kind: "subagent", prompt: "do it", model: "kid", workspace: "none", context: {} },
      check: { kind: "verify", command: { argv: ["check"] } },
    },
    edges: [
      { from: "choose", to: "each", on: "true" },
      { from: "each", to: "one" },
      { from: "one", to: "kid" },
      { from: "kid", to: "check" },
    ],
  } as never);
  const { id } = await runGraph(legate, graph);
  const worker = fold(await legate.records(id));
  if (worker === undefined) throw new Error("no records");
  const record = harnRunRecord(worker) as never as Record<string, Record<string, unknown>[]>;
  expect(record).toMatchObject({
    _type: "run_record",
    status: "failed",
    policy: { side_effect_level: expect.anything() },
    usage: { models: ["any"], call_count: 2 },
    replay_fixture: { _type: "replay_fixture", expected_status: "failed" },
  });
  const { stages = [], transitions = [], checkpoints = [], child_runs: children = [] } = record;
  const visits = stages.map(({ node_id, branch, status }) => `${node_id} ${branch} ${status}`);
  expect(visits).toEqual([
    "choose true completed",
    "each success completed",
    "each success completed",
    "each success completed",
    "one success completed",
    "kid success completed",
    "check failure failed",
  ]);
  expect(stages.at(-1)).toMatchObject({
    verification: { ok: false, error: "exit code 1" },
    outcome: "verification-failed",
  });
  expect(stages[1]).toMatchObject({ usage: { call_count: 1 }, produced_artifact_ids: [expect.any(String)] });
  expect(stages[5]?.["consumed_artifact_ids"]).toHaveLength(2); // the same text twice is one
  expect(
    transitions.map(({ from_node_id, to_node_id, branch }) => [from_node_id, to_node_id, branch]),
  ).toEqual([
    ["choose", "each", "true"],
    ["each", "one", "success"],
    ["one", "kid", "success"],
    ["kid", "check", "success"],
  ]);
  expect(checkpoints.map(({ reason }) => reason)).toEqual([
    "start",
    ...Array(7).fill("stage_complete"),
    "finalize",
  ]);
  expect(children).toMatchObject([
    {
      worker_name: "kid",
      status: "completed",
      task: expect.stringContaining("do it"),
      parent_stage_id: stages[5]?.["id"],
    },
  ]);
  const assertions = record["replay_fixture"]?.["stage_assertions" as never] as never as {
    required_artifact_kinds: string[];
  }[];
  expect(assertions[5]).toMatchObject({
    required_artifact_kinds: ["worker_result"],
    visible_text_contains: "K",
  });
});

test("a handle says what kind of work it is, for which stage of its parent's run, and which run it came to", async () => {
  const { legate } = await openIn(workflowWorld({ kid: [{ text: "K" }] }));
  await using _ = legate;
  const kid = { kind: "subagent", prompt: "do it", model: "kid", workspace: "none" };
  const run = await runGraph(legate, graphOf({ nodes: { kid }, edges: [] } as never));
  const [child] = await legate.list({ parent: run.id });
  expect(child).toMatchObject({ mode: "delegated_stage", visit: "kid#1", tasks: ["do it"], artifacts: 1 });
  const handles = [run.id, child?.id ?? run.id].map(async (id) => harnHandleOf(await legate.records(id)));
  const [whole, part] = await Promise.all(handles);
  const record = harnRunRecord(fold(await legate.records(run.id)) ?? raised());
  expect(whole).toMatchObject({
    mode: "workflow",
    parent_stage_id: null,
    child_run_id: record["id"],
    audit: { execution_kind: "workflow" },
  });
  expect(part).toMatchObject({ mode: "delegated_stage", parent_stage_id: "kid", child_run_id: null });
});

function raised(): never {
  throw new Error("no records");
}
