import { expect, test } from "vitest";
import { unmet } from "../../../src/core/eval/judge-run.ts";
import { misvisited } from "../../../src/core/eval/visited.ts";
import { fold } from "../../../src/core/worker/evolve.ts";
import { parseEvalSuite } from "../../../src/wire/eval-suite.ts";
import { openIn } from "../../support/small-world.ts";
import { graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

test("what a suite expects of each visit of a node is held against all of them, in order", async () => {
  const { legate } = await openIn(workflowWorld({}, { check: [{ exitCode: 1 }, { exitCode: 0 }] }));
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      check: { kind: "command", argv: ["check"] },
      enough: { kind: "condition", if: "steps.check.outcome == 'success'" },
    },
    edges: [
      { from: "check", to: "enough", on: "always" },
      { from: "enough", to: "check", on: "false", maxVisits: 3 },
    ],
  } as never);
  const { id } = await runGraph(legate, graph);
  const records = await legate.records(id);
  const suite = (visits: string) => {
    const read = parseEvalSuite(`runs: { a: { worker: w, expect: { visits: ${visits} } } }`);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return misvisited(read.value[0]?.expect.visits ?? {}, records);
  };
  expect(suite("{ check: [failure, success], enough: [false, true] }")).toEqual([]);
  expect(suite("{ check: [success], enough: [false], other: [success] }")).toEqual([
    "visits of check ended failure, success, not success",
    "visits of enough ended false, true, not false",
    "visits of other ended never, not success",
  ]);
  expect(parseEvalSuite("runs: { a: { worker: w, expect: { visits: { x: [fine] } } } }").ok).toBe(false);
});

test("a map is one visit, and what its branches left are artifacts of the run", async () => {
  const { legate } = await openIn(workflowWorld({}));
  await using _ = legate;
  const graph = graphOf({
    nodes: {
      odd: {
        kind: "map",
        items: "[1, 2, 3]",
        do: { kind: "verify", subject: "string(item)", expect: { holds: "int(text) % 2 == 1" } },
        strategy: "quorum",
        atLeast: 2,
      },
    },
  });
  const { id } = await runGraph(legate, graph);
  const records = await legate.records(id);
  const worker = fold(records);
  if (worker === undefined) throw new Error("no records");
  const run = { worker, records, replayed: { records: 0, decisions: 0 } };
  expect(unmet({ visits: { odd: ["success"] } }, run)).toEqual([]);
  expect(unmet({ artifacts: [{ kind: "verification_result", atLeast: 2, atMost: 2 }] }, run)).toEqual([]);
  expect(unmet({ artifacts: [{ kind: "verification_result", atMost: 1 }] }, run)).toHaveLength(1);
});
