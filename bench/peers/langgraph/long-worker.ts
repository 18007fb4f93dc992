import { childOptions, numberIn, textIn } from "../../child.ts";
import { bytesWritten, TurnMeter } from "../../turn-meter.ts";
import { agent, assertDurable, durableSaver, runAgent } from "./graph.ts";

const options = childOptions();
const turns = numberIn(options, "turns");
let meter = new TurnMeter();
await complete(numberIn(options, "warmUpTurns"), "warm-up.db");
meter = new TurnMeter();
const before = bytesWritten();
await complete(turns, "kept.db");
process.stdout.write(`${JSON.stringify({ ...meter.figures(), bytesInAll: bytesWritten() - before })}\n`);

async function complete(count: number, file: string): Promise<void> {
  const saver = durableSaver(`${textIn(options, "directory")}/${file}`);
  const graph = agent(saver, { turns: count, said: textIn(options, "said"), onTurn: () => meter.begin() });
  await runAgent(graph, "worker", count);
  assertDurable(saver);
  saver.db.close();
}
