import { expect, test } from "vitest";
import { misvisited } from "../../../src/core/eval/visited.ts";
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
