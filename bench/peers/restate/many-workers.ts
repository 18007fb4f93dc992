import { dirname } from "node:path";
import { childOptions, numberIn, textIn } from "../../child.ts";
import { type Running, startServer } from "./server.ts";

const options = childOptions();
const turns = numberIn(options, "turns");
{
  await using running = await startServer(dirname(textIn(options, "file")));
  await complete(running, numberIn(options, "warmUp"));
  const started = performance.now();
  await complete(running, numberIn(options, "workers"));
  const ms = performance.now() - started;
  process.stdout.write(`${JSON.stringify({ ms, persistedSteps: await persistedSteps(running) })}\n`);
}

async function complete({ ingress }: Running, workers: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next++ < workers) await runWorker(ingress);
  };
  await Promise.all(Array.from({ length: numberIn(options, "concurrency") }, lane));
}

async function runWorker(ingress: string): Promise<void> {
  const answer = await fetch(`${ingress}/worker/run`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ turns }),
  });
  const messages = await answer.text();
  if (messages !== String(2 * turns + 2)) throw new Error(`a worker ended with ${answer.status} ${messages}`);
}

/** Outcomes of steps in the journals, which the server keeps for a day. */
async function persistedSteps({ admin }: Running): Promise<unknown> {
  const answer = await fetch(`${admin}/query`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      query: "SELECT count(*) AS n FROM sys_journal WHERE entry_type = 'Notification: Run'",
    }),
  });
  const { rows } = (await answer.json()) as { rows: { n: number }[] };
  return rows[0]?.n;
}
