import type { WorkerId } from "../../src/core/ids.ts";
import { NO_USAGE } from "../../src/core/usage/usage.ts";
import type { WorkflowGraph } from "../../src/core/workflow/graph.ts";
import type { Models } from "../../src/ports/model.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { smallLegate, sqliteStore } from "../small-legate.ts";

// Runs of a map, each from its spawn until it has completed, after a small one.
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
  const times: number[] = [];
  let kept = 0;
  for (let run = 0; run < numberIn(options, "runs"); run++) {
    const started = performance.now();
    const id = await complete(branches);
    times.push(performance.now() - started);
    kept += await branchesKept(id);
  }
  process.stdout.write(`${JSON.stringify({ times, kept })}\n`);

  async function branchesKept(id: WorkerId): Promise<number> {
    const settled = (await legate.records(id)).map(({ record }) => record);
    return settled.filter((one) => one.type === "node.settled" && one.visit.includes("/")).length;
  }
}
