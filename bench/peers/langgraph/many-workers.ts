import { childOptions, numberIn, textIn } from "../../child.ts";
import { agent, assertDurable, durableSaver, runAgent } from "./graph.ts";

const options = childOptions();
const turns = numberIn(options, "turns");
const saver = durableSaver(textIn(options, "file"));
const graph = agent(saver, { turns, said: "" });
await complete("warm-up", numberIn(options, "warmUp"));
const started = performance.now();
await complete("worker", numberIn(options, "workers"));
const ms = performance.now() - started;
assertDurable(saver);
process.stdout.write(`${JSON.stringify({ ms, persistedSteps: persistedSteps() })}\n`);

async function complete(name: string, workers: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < workers) await runAgent(graph, `${name}-${next++}`, turns);
  };
  await Promise.all(Array.from({ length: numberIn(options, "concurrency") }, lane));
}

/** What each step said, as a restart would find it; each thread's input is kept like a step and is none. */
function persistedSteps(): unknown {
  const count = "SELECT count(*) - count(DISTINCT thread_id) FROM writes WHERE channel = 'messages'";
  return saver.db.prepare(count).pluck().get();
}
