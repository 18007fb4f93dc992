// A worker hands two tasks to workers of its own, waits for them, and has one of them go on. Each child has its
// own checkout and a share of the parent's budget. Runs offline: node examples/coordinator.ts
// With real models, leave out customModels and name some: { model: "openai/gpt-5.2" }.
import { createLegate } from "../src/index.ts";
import { scriptedModels } from "../src/testing/index.ts";
import { scratchShop } from "./scratch-shop.ts";

const call = (tool: string, args: Record<string, string | string[]> = {}) => ({ tool, arguments: args });

const customModels = scriptedModels({
  coordinator: [
    {
      text: "Two workers, side by side.",
      calls: [
        call("spawn_agent", { name: "writer", task: "Write NOTES.md about the shop.", model: "writer" }),
        call("spawn_agent", {
          name: "reader",
          task: "Say what the shop does.",
          model: "reader",
          side_effects: "read_only",
        }),
      ],
    },
    { calls: [call("wait_agent")] },
    {
      expect: { message: ["NOTES.md has one line", "prints receipts"] },
      text: "The notes lack what the reader found.",
      calls: [
        call("send_input", { worker: "writer", text: "Add that it prints receipts." }),
        call("wait_agent", { workers: ["writer"] }),
      ],
    },
    { expect: { message: "now says" }, text: "The notes are written, and say what the shop does." },
  ],
  writer: [
    { calls: [call("write_file", { path: "NOTES.md", content: "A shop.\n" })] },
    { text: "NOTES.md has one line." },
    {
      expect: { message: "receipts" },
      calls: [call("write_file", { path: "NOTES.md", content: "A shop.\nIt prints receipts.\n" })],
    },
    { text: "It now says that the shop prints receipts." },
  ],
  reader: [{ calls: [call("list_dir")] }, { text: "It adds up carts and prints receipts." }],
});

await using shop = await scratchShop();
const { repo, stateDir } = shop;
await using legate = await createLegate({ stateDir, customModels });

const { id } = await legate.spawn({
  name: "coordinator",
  task: "Have notes about the shop written.",
  model: "coordinator",
  workspace: { kind: "worktree", repo },
  budgets: { turns: 30, calls: 40 },
});

const { workers } = await legate.wait(id, { timeoutMs: 60_000 });
for (const { status, result } of workers) console.log(`${status}: ${result}`);

for (const { name, parent, status, cycle } of await legate.list({ under: id })) {
  console.log(`${parent === null ? "" : "  "}${name}: ${status}, cycle ${cycle}`);
}
const { budget } = await legate.get(id);
console.log(`turns of all of them: ${budget.spent.turns} of ${budget.limits.turns}`);

// What a child did lies in its own checkout, and is looked at like any other worker's.
for (const { path, added } of (await legate.diff("writer")).files) console.log(`${path} +${added}`);
