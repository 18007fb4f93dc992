import type { Models } from "../../src/ports/model.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { LOOK, lookingModels, smallLegate, sqliteStore } from "../small-legate.ts";
import { bytesWritten, TurnMeter } from "../turn-meter.ts";

// One worker whose model says a text of the given size in each turn, after a shorter one that warms up.
const options = childOptions();
const turns = numberIn(options, "turns");
const said = textIn(options, "said");
let meter = new TurnMeter();
await complete(numberIn(options, "warmUpTurns"), "warm-up.db");
meter = new TurnMeter();
const before = bytesWritten();
await complete(turns, "kept.db");
process.stdout.write(`${JSON.stringify({ ...meter.figures(), bytesInAll: bytesWritten() - before })}\n`);

async function complete(count: number, file: string): Promise<void> {
  const store = await sqliteStore(`${textIn(options, "directory")}/${file}`);
  await using legate = await smallLegate(store, metered(count), 1);
  const { id } = await legate.spawn({
    task: "t",
    tools: [LOOK],
    limits: { maxTurns: count + 1 },
    preset: "read-only",
  });
  const { workers } = await legate.wait(id);
  if (workers.some(({ status }) => status !== "completed")) throw new Error("the worker did not complete");
}

function metered(count: number): Models {
  const models = lookingModels(count, said);
  return {
    async resolve(name) {
      const model = await models.resolve(name);
      return {
        ...model,
        step(request, stepOptions) {
          meter.begin();
          return model.step(request, stepOptions);
        },
      };
    },
  };
}
