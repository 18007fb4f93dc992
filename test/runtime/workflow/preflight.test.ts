import { expect, test } from "vitest";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { openIn } from "../../support/small-world.ts";
import { graphOf } from "./small-graphs.ts";
import { runGraph, workflowWorld } from "./small-runs.ts";

const ask = { kind: "stage", prompt: "Say it.", tools: [], model: "any" } as const;

async function spawned(nodes: WorkflowGraph["nodes"], more: Partial<WorkflowGraph> = {}): Promise<string> {
  const { legate } = await openIn(workflowWorld({ any: [{ text: "said" }] }));
  await using _ = legate;
  const graph = { ...graphOf({ nodes }), start: Object.keys(nodes), ...more };
  return await runGraph(legate, graph).then(
    ({ worker }) => String(worker?.status),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

test("a run whose agents find what they name begins", async () => {
  expect(await spawned({ a: ask })).toBe("completed");
});

test("tools, models and roles that nobody has are told all at once, with where they are named", async () => {
  const told = await spawned({
    a: { ...ask, tools: ["run_comand"] },
    b: { kind: "map", items: "[1]", do: { ...ask, model: "nobody/none" } },
    c: { kind: "verify", review: { prompt: "Look.", agent: "nobody" } },
  });
  expect(told).toContain("cannot run here:");
  expect(told).toContain("nodes.a.tools: there is no tool run_comand; did you mean run_command?");
  expect(told).toContain("nodes.b.do.model: ");
  expect(told).toContain("nodes.c.review.agent: ");
});

test("agents of called workflows are looked at, too", async () => {
  const inner = graphOf({ nodes: { x: { ...ask, tools: ["nothing_such"] } } });
  const told = await spawned({ a: { kind: "workflow", workflow: "w" } }, { workflows: { w: inner } });
  expect(told).toContain("workflows.w.nodes.x.tools: there is no tool nothing_such");
});

test("what asks for more than the run may do is told before anything runs", async () => {
  const told = await spawned(
    { a: { ...ask, policy: { sideEffects: "network" } } },
    { policy: { sideEffects: "read_only" } },
  );
  expect(told).toContain("nodes.a.policy.sideEffects: more than the workflow has: sideEffects: network");
});

test("a graph that is not sound is refused by the library, too", async () => {
  const told = await spawned({ a: { ...ask, prompt: "{{ steps.b.text }}" } });
  expect(told).toContain('nodes.a.prompt: no step "b"');
});
