import type { Store } from "../../src/ports/store.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { LOOK, lookingModels, smallLegate, sqliteStore } from "../small-legate.ts";

// Many workers at once, from the first spawn until the last has completed.
const options = childOptions();
const turns = numberIn(options, "turns");
const store = await sqliteStore(textIn(options, "file"));
{
  await using legate = await smallLegate(store, lookingModels(turns), numberIn(options, "concurrency"));
  await complete(legate, numberIn(options, "warmUp"));
  const started = performance.now();
  await complete(legate, numberIn(options, "workers"));
  const ms = performance.now() - started;
  process.stdout.write(`${JSON.stringify({ ms, persistedSteps: await persistedSteps(store) })}\n`);
}

async function complete(legate: Legate, workers: number): Promise<void> {
  const spawned = await Promise.all(
    Array.from({ length: workers }, () =>
      legate.spawn({ task: "t", tools: [LOOK], limits: { maxTurns: turns + 1 }, preset: "read-only" }),
    ),
  );
  const { workers: ended } = await legate.wait(spawned.map(({ id }) => id));
  if (ended.some(({ status }) => status !== "completed")) throw new Error("a worker did not complete");
}

/** What a restart would not do again: answers of the model, and outcomes of calls. */
async function persistedSteps(store: Store): Promise<number> {
  let steps = 0;
  for (let after = 0, page = await store.readAll({ after }); page.length > 0; ) {
    steps += page.filter(
      ({ record: { type } }) => type === "turn.completed" || type === "call.finished",
    ).length;
    after = page.at(-1)?.position ?? after;
    page = await store.readAll({ after });
  }
  return steps;
}
