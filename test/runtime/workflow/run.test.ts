import { expect, test } from "vitest";
import { openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { atRest, runGraph, workflowWorld } from "./small-runs.ts";

test("a run goes from node to node, along the edges that fit, and answers with its outputs", async () => {
  const world = workflowWorld({
    plan: [{ text: "the plan" }],
    write: [{ expect: { message: "do: the plan" }, text: "done" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    inputs: { urgent: { default: true } },
    nodes: {
      plan: answering("Plan it.", "plan"),
      urgent: { kind: "condition", if: "inputs.urgent" },
      write: answering("do: {{ steps.plan.text }}", "write"),
      later: answering("never", "plan"),
    },
    edges: [
      { from: "plan", to: "urgent" },
      { from: "urgent", to: "write", on: "true" },
      { from: "urgent", to: "later", on: "false" },
    ],
    outputs: { said: "steps.write.text", later: "steps.later.outcome" },
  });
  const { worker, ended } = await runGraph(legate, graph);
  expect(worker).toMatchObject({
    status: "completed",
    result: '{"said":"done","later":"skipped"}',
    turns: 2,
  });
  expect(ended).toEqual(["plan#1 success", "urgent#1 true", "write#1 success"]);
  expect(world.broken).toEqual([]);
});

test("a fork begins its branches together, and a join waits for all of them", async () => {
  const { legate } = await openIn(workflowWorld({ a: [{ text: "A" }], b: [{ text: "B" }] }));
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      both: { kind: "fork" },
      a: answering("a", "a"),
      b: answering("b", "b"),
      join: { kind: "join", join: { strategy: "all" } },
    },
    edges: [
      { from: "both", to: "a" },
      { from: "both", to: "b" },
      { from: "a", to: "join" },
      { from: "b", to: "join" },
    ],
    outputs: { all: "steps.join.output" },
  });
  const { worker, ended } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed", result: '{"all":{"a":"A","b":"B"}}' });
  expect(ended.at(-1)).toBe("join#1 success");
});

test("a command that exits with anything but 0 fails its node, and without an edge for that the run", async () => {
  const { legate } = await openIn(workflowWorld({}, { test: [{ exitCode: 1, stdout: "1 failed" }] }));
  await using _ = legate;
  const graph = graphOf({
    nodes: { test: { kind: "command", argv: ["test"] }, next: { kind: "fork" } },
    edges: [{ from: "test", to: "next" }],
  });
  const { worker, ended } = await runGraph(legate, graph);
  expect(worker).toMatchObject({
    status: "failed",
    failure: "command-failed",
    reason: "test#1 failed: exit code 1: 1 failed",
  });
  expect(ended).toEqual(["test#1 command-failed"]);
});

test("a loop goes back until its check holds, and no further than its bound", async () => {
  const failing = { exitCode: 1 };
  const world = workflowWorld(
    { fix: [{ text: "one" }, { text: "two" }] },
    { check: [failing, failing, { exitCode: 0 }] },
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const loop = (maxVisits: number) =>
    graphOf({
      nodes: {
        check: { kind: "verify", command: { argv: ["check"] } },
        fix: answering("fix it, {{ visit }}", "fix"),
        done: { kind: "fork" },
      },
      edges: [
        { from: "check", to: "fix", on: "failure" },
        { from: "fix", to: "check", maxVisits },
        { from: "check", to: "done" },
      ],
    });
  const { worker, ended } = await runGraph(legate, loop(2));
  expect(worker?.status).toBe("completed");
  expect(ended).toEqual([
    "check#1 verification-failed",
    "fix#1 success",
    "check#2 verification-failed",
    "fix#2 success",
    "check#3 success",
    "done#1 success",
  ]);
});

test("a loop that used up its visits rests at the limit, and goes on when it is resumed", async () => {
  const failing = { exitCode: 1 };
  const world = workflowWorld(
    { fix: [{ text: "one" }, { text: "two" }] },
    { check: [failing, failing, { exitCode: 0 }] },
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: { check: { kind: "verify", command: { argv: ["check"] } }, fix: answering("fix it", "fix") },
    edges: [
      { from: "check", to: "fix", on: "failure" },
      { from: "fix", to: "check", maxVisits: 1 },
    ],
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "waiting", waitingOn: "limit" });
  expect(worker?.reason).toMatch(/from fix to check was taken 1 times/);
  await legate.resume(id);
  expect((await atRest(legate, id)).worker?.status).toBe("completed");
});

test("a join that can not be satisfied any more fails with the sources it lacks", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      both: { kind: "fork" },
      a: { kind: "fork" },
      b: { kind: "fork", when: "false" },
      join: { kind: "join", join: { strategy: "all" } },
    },
    edges: [
      { from: "both", to: "a" },
      { from: "both", to: "b" },
      { from: "a", to: "join" },
      { from: "b", to: "join" },
    ],
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "failed", failure: "join-unsatisfied" });
  expect(worker?.reason).toMatch(/waits for b/);
});

test("a run that failed goes on where it failed, and repeats nothing that succeeded", async () => {
  const world = workflowWorld({}, { once: [{ exitCode: 0 }], flaky: [{ exitCode: 1 }, { exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: { once: { kind: "command", argv: ["once"] }, flaky: { kind: "command", argv: ["flaky"] } },
    edges: [{ from: "once", to: "flaky" }],
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker?.status).toBe("failed");
  await legate.resume(id);
  expect((await atRest(legate, id)).worker?.status).toBe("completed");
  expect(world.ledger.map(({ text }) => text)).toEqual(["once", "flaky", "flaky"]);
});

test("what lies behind a step that failed runs once the step was mended, joins among it", async () => {
  const world = workflowWorld(
    {},
    {
      flaky: [{ exitCode: 1 }, { exitCode: 0 }],
      beside: [{ exitCode: 0 }],
      join: [{ exitCode: 0 }],
      last: [{ exitCode: 0 }],
    },
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const command = (name: string) => ({ kind: "command", argv: [name] }) as const;
  const graph = graphOf({
    start: ["flaky", "beside"],
    nodes: {
      flaky: command("flaky"),
      beside: command("beside"),
      join: { ...command("join"), join: { strategy: "all" } },
      last: command("last"),
    },
    edges: [
      { from: "flaky", to: "join" },
      { from: "beside", to: "join" },
      { from: "join", to: "last" },
    ],
    outputs: { said: "steps.last.outcome" },
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker?.status).toBe("failed");
  await legate.resume(id);
  expect((await atRest(legate, id)).worker).toMatchObject({
    status: "completed",
    result: '{"said":"success"}',
  });
  expect(world.ledger.map(({ text }) => text).toSorted()).toEqual([
    "beside",
    "flaky",
    "flaky",
    "join",
    "last",
  ]);
});

test("an agent with tools is a child of the run, and what it says is the text of its node", async () => {
  const world = workflowWorld({
    dig: [{ calls: [{ tool: "put", arguments: { text: "x" } }] }, { text: "dug" }],
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: { dig: { kind: "stage", prompt: "Dig.", tools: ["put"], model: "dig" } },
    outputs: { said: "steps.dig.text" },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({
    status: "completed",
    result: '{"said":"dug"}',
    children: { all: 1, living: 0 },
  });
  expect(world.ledger.map(({ text }) => text)).toEqual(["x"]);
  expect(world.broken).toEqual([]);
});

test("a check that fails again and again is run again and again, and nobody talks into what it printed", async () => {
  const failing = { exitCode: 1, stdout: "1 failed" };
  const world = workflowWorld(
    { fix: Array.from({ length: 6 }, () => ({ text: "tried" })) },
    { check: [failing] },
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      check: { kind: "verify", command: { argv: ["check"] } },
      fix: answering("fix it", "fix"),
      over: { kind: "fork" },
    },
    edges: [
      { from: "check", to: "fix", on: "failure" },
      { from: "fix", to: "check", maxVisits: 5 },
      { from: "fix", to: "over", on: "exhausted" },
    ],
    outputs: { printed: "steps.check.output.stdout" },
    maxSteps: 50,
  });
  const { worker } = await runGraph(legate, graph);
  expect(world.ledger.filter(({ text }) => text === "check")).toHaveLength(6);
  expect(JSON.parse(worker?.result ?? "")).toEqual({ printed: "1 failed" });
});
