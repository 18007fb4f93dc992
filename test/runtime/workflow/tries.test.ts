import { expect, test } from "vitest";
import { openIn } from "../../support/small-world.ts";
import { graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

const SOON = { maxAttempts: 2, backoffMs: 1, multiplier: 2 };
const COUNT = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };

test("a command that failed is tried again as often as its node says, and the last word counts", async () => {
  const world = workflowWorld({}, { flaky: [{ exitCode: 1 }, { exitCode: 0 }], bad: [{ exitCode: 1 }] });
  const { legate } = await openIn(world);
  await using _ = legate;
  const of = async (program: string) =>
    runGraph(legate, graphOf({ nodes: { go: { kind: "command", argv: [program], retry: SOON } } }));
  expect((await of("flaky")).worker?.status).toBe("completed");
  const { worker, id } = await of("bad");
  expect(worker).toMatchObject({ status: "failed", failure: "command-failed" });
  const tries = (await legate.records(id)).filter(({ record }) => record.type === "node.started");
  expect(tries).toHaveLength(2);
});

test("an answer that breaks its contract is mended in a repair turn, with what is wrong with it", async () => {
  const { legate } = await openIn(
    workflowWorld({
      count: [
        { text: '{"n": "two"}' },
        {
          expect: { message: [/does not have the form/, /expected number|integer/i] },
          text: '```json\n{"n": 2}\n```',
        },
      ],
    }),
  );
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      count: {
        kind: "stage",
        prompt: "Count.",
        tools: [],
        model: "count",
        contract: { output: { schema: COUNT } },
      },
    },
    outputs: { n: "steps.count.output.n" },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed", result: '{"n":2}', turns: 2 });
});

test("an answer that breaks its contract for good fails its node, and says which part", async () => {
  const { legate } = await openIn(workflowWorld({ count: [{ text: "two" }, { text: "still two" }] }));
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      count: {
        kind: "stage",
        prompt: "Count.",
        tools: [],
        model: "count",
        contract: { output: { schema: COUNT } },
      },
    },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "failed", failure: "contract-broken" });
  expect(worker?.reason).toMatch(/it is not JSON/);
});

test("a child that breaks its contract is told so in a turn of its own, and mends it", async () => {
  const { legate } = await openIn(
    workflowWorld({
      count: [{ text: "two" }, { expect: { message: /does not have the form/ }, text: '{"n": 2}' }],
    }),
  );
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      count: {
        kind: "subagent",
        prompt: "Count.",
        tools: ["look"],
        model: "count",
        contract: { output: { schema: COUNT } },
      },
    },
    outputs: { n: "steps.count.output.n" },
  });
  const { worker } = await runGraph(legate, graph);
  expect(worker).toMatchObject({ status: "completed", result: '{"n":2}', children: { all: 1 } });
});

test("a provider's errors are tried again by their class, and counted as tries of the node", async () => {
  const { legate } = await openIn(
    workflowWorld({ ask: [{ errors: [{ class: "overloaded", retryAfterMs: 1 }], text: "at last" }] }),
  );
  await using _ = legate;
  const { worker } = await runGraph(
    legate,
    graphOf({ nodes: { ask: { kind: "stage", prompt: "Ask.", tools: [], model: "ask" } } }),
  );
  expect(worker).toMatchObject({ status: "completed", result: "at last" });
});

test("a stage that takes longer than it may fails, and a child of it is asked to end", async () => {
  const { legate } = await openIn(workflowWorld({ slow: [{ delayMs: 60_000, text: "late" }] }));
  await using _ = legate;
  const of = (tools: readonly string[]) =>
    runGraph(
      legate,
      graphOf({ nodes: { slow: { kind: "stage", prompt: "Wait.", tools, model: "slow", timeoutMs: 30 } } }),
    );
  expect((await of([])).worker).toMatchObject({ status: "failed", failure: "timed-out" });
  const { worker, id } = await of(["look"]);
  expect(worker).toMatchObject({ status: "failed", failure: "timed-out" });
  const [child] = await legate.list({ parent: id });
  expect((await legate.wait(child?.id ?? "")).workers[0]?.status).toBe("cancelled");
});

test("a verification holds the text, the form and what an expression says against its subject", async () => {
  const { legate } = await openIn(
    workflowWorld({
      good: [{ text: '{"pass": true, "reason": ""}' }],
      bad: [{ text: '{"pass": false, "reason": "no tests"}' }],
    }),
  );
  await using _ = legate;
  const of = async (node: object) =>
    (await runGraph(legate, graphOf({ nodes: { check: { kind: "verify", ...node } as never } }))).worker;
  const subject = "'all 3 pass'";
  expect(await of({ subject, expect: { contains: ["3 pass"], excludes: ["fail"] } })).toMatchObject({
    status: "completed",
  });
  expect(await of({ subject, expect: { excludes: ["pass"] } })).toMatchObject({
    failure: "verification-failed",
  });
  expect(await of({ subject: "2", expect: { holds: "output > 2" } })).toMatchObject({
    failure: "verification-failed",
  });
  expect(
    await of({ subject: "3", expect: { holds: "output > 2", schema: { type: "number" } } }),
  ).toMatchObject({ status: "completed" });
  expect(await of({ review: { prompt: "Review.", tools: [], model: "good" } })).toMatchObject({
    status: "completed",
  });
  const refused = await of({ review: { prompt: "Review.", tools: [], model: "bad" } });
  expect(refused).toMatchObject({
    status: "failed",
    failure: "verification-failed",
    reason: "check#1 failed: no tests",
  });
});

test.each([
  ["time", "wallMs"],
  ["active time", "activeMs"],
] as const)(
  "a budget of %s ends an answer that is under way without failing its step, and lets it be asked for again",
  async (name, kind) => {
    const { legate } = await openIn(workflowWorld({ slow: [{ delayMs: 400, text: "done" }] }));
    await using _ = legate;
    const graph = graphOf({ nodes: { go: { kind: "stage", prompt: "Go.", tools: [], model: "slow" } } });
    const { id, worker } = await runGraph(legate, graph, { budgets: { [kind]: 100 } });
    expect(worker).toMatchObject({ status: "waiting", waitingOn: "budget", turns: 0 });
    expect(worker?.reason).toContain(`${name}: used`);
    await legate.resume(id, { budgets: { [kind]: 60_000 } });
    const [ended] = (await legate.wait(id, { timeoutMs: 5_000 })).workers;
    expect(ended).toMatchObject({ status: "completed", result: "done" });
  },
);
