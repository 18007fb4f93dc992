// A worker asks before it writes into a folder of yours; somebody else answers, through another instance
// of Legate (it might be another process, days later). Runs offline: node examples/approve-by-hand.ts
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLegate } from "../src/index.ts";
import { scratchShop } from "./scratch-shop.ts";

await using shop = await scratchShop();
const { repo, stateDir } = shop;
const file = join(repo, "PRICES.md");
const model = `scripted:${new URL("approve-by-hand.yaml", import.meta.url).pathname}`;

{
  await using asking = await createLegate({ stateDir, model });
  const workspace = { kind: "directory", path: repo } as const;
  const { id } = await asking.spawn({ name: "prices", task: "Write a price list", workspace });
  const { workers } = await asking.wait(id);
  for (const { status, waitingOn } of workers) console.log(`${status} (${waitingOn})`);
} // nothing runs any more: the question lies in the journal

await using answering = await createLegate({ stateDir });
for (const { name, questions } of await answering.list({ statuses: ["waiting"] })) {
  console.log(`${name} asks: ${questions.map(({ question }) => question).join(", ")}`);
}
console.log(`written before the yes: ${await exists(file)}`);
await answering.approve("prices", { by: "alice" });
const { workers } = await answering.wait("prices", { timeoutMs: 60_000 });
for (const { status, result } of workers) console.log(`${status}: ${result}`);
console.log((await readFile(file, "utf8")).trim());

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
