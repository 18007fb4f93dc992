import { NO_USAGE } from "../../src/core/usage/usage.ts";
import type { WorkflowGraph } from "../../src/core/workflow/graph.ts";
import type { Models } from "../../src/ports/model.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { smallLegate, sqliteStore } from "../small-legate.ts";

// One run of a map, from its spawn until it has completed; a first one warms up.
const options = childOptions();
const branches = numberIn(options, "branches");

const models: Models = {
  resolve: async (name) => ({
    name,
    price: { input: 0, output: 0 },
    async *step({ messages: [asked] }) {
      const text = asked?.role === "user" ? asked.text : "";
      yield { type: "finished", step: { parts: [{ kind: "text", text }], finish: "stop", usage: NO_USAGE } };
    },
  }),
};

const graph: WorkflowGraph = {
  version: 1,
  name: "map",
  inputs: { items: {} },
  outputs: { joined: "steps.joined.text" },
  start: ["each"],
  nodes: {
    each: {
      kind: "map",
      items: "inputs.items",
      maxConcurrency: branches,
      do: { kind: "stage", prompt: "item {{ item }}", tools: [] },
    },
    joined: { kind: "reduce", items: "steps.each.output", concat: {} },
  },
  edges: [{ from: "each", to: "joined" }],
  maxConcurrency: branches,
};

const store = await sqliteStore(textIn(options, "file"));
{
  await using legate = await smallLegate(store, models, 8);
  const complete = async (count: number) => {
    const items = Array.from({ length: count }, (_, index) => index);
    const { id } = await legate.spawn({
      task: "t",
      preset: "read-only",
      workflow: { graph, inputs: { items } },
    });
    const [worker] = (await legate.wait(id)).workers;
    if (worker?.status !== "completed") throw new Error(`the run is ${worker?.status}: ${worker?.reason}`);
    return id;
  };
  await complete(20);
  const started = performance.now();
  const id = await complete(branches);
  const ms = performance.now() - started;
  const records = await legate.records(id);
  const kept = records.filter(
    ({ record }) => record.type === "node.settled" && record.visit.includes("/"),
  ).length;
  process.stdout.write(`${JSON.stringify({ ms, kept })}\n`);
}
