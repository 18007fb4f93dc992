import { expect, test } from "vitest";
import { createLegate, type WorkerInput } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { answering, graphOf } from "../runtime/workflow/small-graphs.ts";
import { makeShop } from "../support/shop.ts";

const graph = graphOf({ nodes: { a: answering("a") } });

test("a program is told of a field of its workflow that would do nothing here", async () => {
  using shop = makeShop();
  await using legate = await createLegate({ stateDir: shop.stateDir, model: "scripted:/nowhere.yaml" });
  const spawning = (workflow: object) => legate.spawn({ task: "t", workflow } as WorkerInput);
  await expect(spawning({ graph, after: { worker: "worker_1" } })).rejects.toThrow(
    "workflow.after: unknown field; `rerun` goes on from another run",
  );
  await expect(spawning({ graph, input: {} })).rejects.toThrow("workflow.input: unknown field");
  // @ts-expect-error results of another run are taken over by `rerun`
  const _typed: WorkerInput = { task: "t", workflow: { graph, after: { worker: "worker_1" } } };
});

test("a workflow whose agents all name their model needs no other", async () => {
  using shop = makeShop();
  const customModels = scriptedModels({ a: [{ text: "said" }] });
  await using legate = await createLegate({ stateDir: shop.stateDir, customModels });
  const run = (model?: string) =>
    legate.spawn({ task: "t", workflow: { graph: graphOf({ nodes: { a: answering("a", model) } }) } });
  await expect(run()).rejects.toMatchObject({ code: "unknown-model" });
  const { id } = await run("a");
  const [worker] = (await legate.wait(id, { timeoutMs: 20_000 })).workers;
  expect(worker).toMatchObject({ status: "completed", result: "said", model: "a" });
});
