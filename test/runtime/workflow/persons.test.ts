import { expect, test } from "vitest";
import type { Toolbox } from "../../../src/ports/toolbox.ts";
import { FREELY, openIn } from "../../support/small-world.ts";
import { answering, graphOf } from "./small-graphs.ts";
import { atRest, runGraph, workflowWorld } from "./small-runs.ts";

const RELEASE = graphOf({
  nodes: {
    ask: { kind: "approval", question: "Release {{ inputs.version }}?" },
    release: { kind: "command", argv: ["release"] },
    stay: { kind: "fork" },
  },
  inputs: { version: { default: "1.0" } },
  edges: [
    { from: "ask", to: "release" },
    { from: "ask", to: "stay", on: "failure" },
  ],
  outputs: { asked: "steps.ask.output" },
});

test("an approval really pauses the run, and a yes lets it go on, in any process", async () => {
  const world = workflowWorld({}, { release: [{ exitCode: 0 }] });
  const first = await openIn(world);
  const { id, worker } = await runGraph(first.legate, RELEASE);
  expect(worker).toMatchObject({ status: "waiting", waitingOn: "approval" });
  expect(worker?.questions).toMatchObject([{ question: "Release 1.0?", tool: "approval" }]);
  expect(world.ledger).toEqual([]);
  await first.legate[Symbol.asyncDispose]();

  const { legate } = await openIn(world);
  await using _ = legate;
  await legate.approve(id, { by: "alice" });
  const done = await atRest(legate, id);
  expect(done.worker).toMatchObject({ status: "completed" });
  expect(done.ended).toEqual(["ask#1 success", "release#1 success"]);
  expect(JSON.parse(done.worker?.result ?? "")).toMatchObject({ asked: { approved: true, by: "alice" } });
});

test("a no is a failure of its node, for which an edge may say what follows", async () => {
  const world = workflowWorld({});
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await runGraph(legate, RELEASE);
  await legate.deny(id, { by: "bob", reason: "not on a Friday" });
  const { worker, ended } = await atRest(legate, id);
  expect(ended).toEqual(["ask#1 approval-denied", "stay#1 success"]);
  expect(JSON.parse(worker?.result ?? "")).toEqual({
    asked: { approved: false, by: "bob", comment: "not on a Friday" },
  });
  expect(world.ledger).toEqual([]);
});

test("only whom the node names may answer", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const approvers = { needed: 2, from: ["alice", "bob"] };
  const { id } = await runGraph(
    legate,
    graphOf({ nodes: { ask: { kind: "approval", question: "Go?", approvers } } }),
  );
  await expect(legate.approve(id, { by: "mallory" })).rejects.toMatchObject({ code: "not-allowed-now" });
  expect((await legate.approve(id, { by: "alice" })).status).toBe("waiting");
  await legate.approve(id, { by: "bob" });
  expect((await atRest(legate, id)).worker?.status).toBe("completed");
});

test("nobody's answer in time is a no", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const graph = graphOf({ nodes: { ask: { kind: "approval", question: "Go?", timeoutMs: 20 } } });
  const { id } = await runGraph(legate, graph);
  const [worker] = (await legate.wait(id, { until: "settled", timeoutMs: 10_000 })).workers;
  expect(worker).toMatchObject({ status: "failed", failure: "timed-out" });
});

test("an escalation rests until a person says how to go on, and what they say goes on", async () => {
  const world = workflowWorld({ do: [{ expect: { message: "do: use the other key" }, text: "done" }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      help: { kind: "escalation", reason: "The key is refused.", level: "high", queue: "ops" },
      go: { kind: "stage", prompt: "do: {{ steps.help.output.answer }}", tools: [], model: "do" },
    },
    edges: [{ from: "help", to: "go" }],
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "waiting", waitingOn: "input" });
  expect(worker?.reason).toBe("help#1: The key is refused. (high, ops)");
  const since = expect.stringMatching(/Z$/);
  const open = { visit: "help#1", reason: "The key is refused. (high, ops)", since, until: null };
  expect(worker?.escalations).toEqual([open]);
  await legate.send(id, "use the other key", { by: "carol" });
  const after = (await atRest(legate, id)).worker;
  expect(after).toMatchObject({ status: "completed", result: "done", cycle: 1, escalations: [] });
});

const HELP = graphOf({
  nodes: {
    help: { kind: "escalation", reason: "The key is refused." },
    go: { kind: "fork" },
  },
  edges: [{ from: "help", to: "go" }],
});

test("an escalation that a person gives up fails its node with their reason, and the run with it", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const { id } = await runGraph(legate, HELP);
  await expect(legate.approve(id)).rejects.toThrow("waits to be told something");
  await legate.deny(id, { by: "carol", reason: "the account is gone" });
  const { worker, ended } = await atRest(legate, id);
  expect(ended).toEqual(["help#1 given-up"]);
  expect(worker).toMatchObject({
    status: "failed",
    failure: "given-up",
    reason: "help#1 failed: carol gave it up: the account is gone",
  });
  await expect(legate.deny(id)).rejects.toMatchObject({ code: "not-allowed-now" });
  await legate.resume(id);
  expect((await atRest(legate, id)).worker).toMatchObject({ status: "waiting", waitingOn: "input" }); // asked anew
});

test("what follows an escalation that was given up is for an edge to say", async () => {
  const world = workflowWorld({}, { tell: [{ exitCode: 0 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const said = "{{ steps.help.output.by }}: {{ steps.help.output.answer }}";
  const nodes = { ...HELP.nodes, tell: { kind: "command", argv: ["tell", said] } as const };
  const edges = [...HELP.edges, { from: "help", to: "tell", on: "failure" } as const];
  const { id } = await runGraph(legate, { ...HELP, nodes, edges });
  await legate.deny(id, { by: "carol", reason: "no", approval: "help#1" });
  const { worker, ended } = await atRest(legate, id);
  expect(ended).toEqual(["help#1 given-up", "tell#1 success"]);
  expect(worker).toMatchObject({ status: "completed", result: "carol: no" });
});

test("a no to a question that somebody else answered meanwhile gives up nothing that nobody named", async () => {
  const { promise, resolve: go } = Promise.withResolvers<void>();
  const { ports, ...world } = workflowWorld({}, { work: [{ exitCode: 0 }] });
  const { legate } = await openIn({ ...world, ports: { ...ports, toolbox: until(promise, ports.toolbox) } });
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      help: { kind: "escalation", reason: "The key is refused." },
      ask: { kind: "approval", question: "Go?" },
      work: { kind: "command", argv: ["work"] },
    },
    edges: [{ from: "ask", to: "work" }],
    start: ["help", "ask"],
  });
  const { id, worker } = await runGraph(legate, graph);
  expect(worker?.questions).toHaveLength(1);
  await legate.approve(id, { by: "alice" });
  await expect(legate.deny(id, { by: "bob" })).rejects.toMatchObject({ code: "not-allowed-now" });
  go();
  expect((await atRest(legate, id)).ended).toEqual(["ask#1 success", "work#1 success"]);
  await legate.deny(id, { by: "bob" });
  expect((await atRest(legate, id)).ended).toContain("help#1 given-up");
});

test("a question is there to be answered at once, also while something else of the run takes its time", async () => {
  const { promise, resolve: go } = Promise.withResolvers<void>();
  const { ports, ...world } = workflowWorld({ quick: [{ text: "done" }] }, { work: [{ exitCode: 0 }] });
  const { legate } = await openIn({ ...world, ports: { ...ports, toolbox: until(promise, ports.toolbox) } });
  await using _ = legate;
  using _ended = { [Symbol.dispose]: go };
  const nodes = {
    work: { kind: "command", argv: ["work"] },
    quick: answering("Be quick.", "quick"),
    ask: { kind: "approval", question: "Go?" },
  } as const;
  const graph = graphOf({ nodes, start: ["work", "quick"], edges: [{ from: "quick", to: "ask" }] });
  const { id } = await legate.spawn({ task: "run it", ...FREELY, workflow: { graph, inputs: {} } });
  for await (const event of legate.events(id))
    if (event.kind === "record" && event.record.record.type === "approval.asked") break;
  expect(await legate.get(id)).toMatchObject({ status: "running", questions: [{ question: "Go?" }] });
  expect(await legate.approve(id, { by: "alice" })).toMatchObject({ questions: [] });
  go();
  expect((await atRest(legate, id)).worker?.status).toBe("completed");
});

/** Its commands take until then. */
function until(then: Promise<void>, toolbox: Toolbox): Toolbox {
  return {
    list: () => toolbox.list(),
    get(name) {
      const tool = toolbox.get(name);
      return tool && { ...tool, run: (...call) => then.then(() => tool.run(...call)) };
    },
  };
}

test("of several escalations the one is named that is given up", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const help = (reason: string) => ({ kind: "escalation", reason }) as const;
  const graph = graphOf({ nodes: { a: help("a?"), b: help("b?") }, start: ["a", "b"] });
  const { id } = await runGraph(legate, graph);
  await expect(legate.deny(id)).rejects.toThrow("a#1, b#1; name the one you mean");
  await legate.deny(id, { approval: "b" });
  expect((await atRest(legate, id)).worker).toMatchObject({ status: "failed", failure: "given-up" });
  const ended = (await legate.records(id)).flatMap(({ record }) =>
    record.type === "node.settled" && record.code === "given-up" ? [record.visit] : [],
  );
  expect(ended).toEqual(["b#1"]);
});

test("of several escalations the one is named that is answered, and each is answered by its own word", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const help = (reason: string) => ({ kind: "escalation", reason }) as const;
  const outputs = { a: "steps.a.output.answer", b: "steps.b.output.answer" };
  const graph = graphOf({ nodes: { a: help("a?"), b: help("b?") }, start: ["a", "b"], outputs });
  const { id } = await runGraph(legate, graph);
  await expect(legate.send(id, "yes")).rejects.toThrow("asks for help with several: a#1, b#1; name the one");
  await expect(legate.send(id, "yes", { visit: "c#1" })).rejects.toThrow(
    "c#1 of run-it is not an open question",
  );
  await legate.send(id, "for b", { visit: "b" });
  expect((await atRest(legate, id)).worker?.escalations.map(({ visit }) => visit)).toEqual(["a#1"]);
  await legate.send(id, "for a");
  const { worker } = await atRest(legate, id);
  expect(worker).toMatchObject({ status: "completed", result: '{"a":"for a","b":"for b"}' });
});

test("a wait rests as waiting(timer), and goes on by itself", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const graph = graphOf({
    nodes: { pause: { kind: "wait", forMs: 50 }, past: { kind: "wait", until: "'2020-01-01T00:00:00Z'" } },
    edges: [{ from: "pause", to: "past" }],
  });
  const { id } = await runGraph(legate, graph);
  const [worker] = (await legate.wait(id, { until: "settled", timeoutMs: 10_000 })).workers;
  expect(worker?.status).toBe("completed");
  const types = (await legate.records(id)).map(({ record }) => record.type);
  expect(types).toContain("worker.woken");
});

test("another workflow runs below this one, and its outputs are the output of its node", async () => {
  const { legate } = await openIn(
    workflowWorld({ say: [{ expect: { message: "say hello" }, text: "hello" }] }),
  );
  await using _ = legate;
  const inner = graphOf({
    name: "inner",
    inputs: { word: {} },
    nodes: { say: { kind: "stage", prompt: "say {{ inputs.word }}", tools: [], model: "say" } },
    outputs: { said: "steps.say.text" },
  });
  const graph = graphOf({
    nodes: { call: { kind: "workflow", workflow: "inner", with: { word: "'hello'" } } },
    workflows: { inner },
    outputs: { said: "steps.call.output.said" },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({
    status: "completed",
    result: '{"said":"hello"}',
    children: { all: 1, living: 0 },
  });
});
