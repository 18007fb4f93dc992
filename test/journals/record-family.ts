// Lives the lives that `family.jsonl` recorded: node test/journals/record-family.ts NAME writes NAME.jsonl and, of each
// worker, what was said of it then. A recording is never made anew once its version was released.
import { scratchShop } from "../../examples/scratch-shop.ts";
import { createLegate } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { writeRecords, writeSummaries } from "./write-recording.ts";

const [, , name] = process.argv;
if (name === undefined) throw new Error("say the name of the recording");
const call = (tool: string, args: Record<string, string | string[]> = {}) => ({ tool, arguments: args });

const customModels = scriptedModels({
  coordinator: [
    {
      text: "Two workers, side by side.",
      calls: [
        call("spawn_agent", { name: "writer", task: "Write NOTES.md.", model: "writer" }),
        call("spawn_agent", { name: "reader", task: "Read.", model: "reader", side_effects: "read_only" }),
      ],
    },
    { calls: [call("wait_agent")] },
    { calls: [call("send_input", { worker: "writer", text: "Add a line." }), call("list_agents")] },
    { calls: [call("wait_agent", { workers: ["writer"] })] },
    { calls: [call("close_agent", { worker: "reader" })] },
    { text: "The notes are written." },
  ],
  writer: [
    { calls: [call("write_file", { path: "NOTES.md", content: "A shop.\n" })] },
    { text: "One line." },
    { calls: [call("write_file", { path: "NOTES.md", content: "A shop.\nTwo lines.\n" })] },
    { text: "Two lines." },
  ],
  reader: [{ calls: [call("list_dir")] }, { text: "It adds up carts." }],
  lone: [
    {
      errors: [{ class: "overloaded" }],
      calls: [call("run_command", { argv: ["cp", "package.json", "copy.json"] })],
    },
    {
      calls: [
        call("run_command", { argv: ["rm", "copy.json"] }),
        call("write_file", { path: "a", content: "a" }),
      ],
    },
    { text: "First answer." },
    { text: "Second answer." },
    { text: "Third answer." },
  ],
});

await using shop = await scratchShop();
const { repo, stateDir } = shop;
const workspace = { kind: "worktree", repo } as const;
{
  await using legate = await createLegate({ stateDir, customModels });
  const tree = { turns: 30, calls: 40 };
  const { id } = await legate.spawn({
    name: "coordinator",
    task: "Have notes written.",
    model: "coordinator",
    workspace,
    budgets: tree,
  });
  await legate.wait(id, { timeoutMs: 60_000 });

  const lone = await legate.spawn({
    name: "lone",
    task: "Copy it.",
    model: "lone",
    workspace,
    budgets: { turns: 1 },
    approvals: { ask: ["run_command"] },
  });
  await legate.wait(lone.id); // asks
  await legate.approve(lone.id, { by: "ada" });
  await legate.wait(lone.id); // out of budget
  await legate.resume(lone.id, { budgets: { turns: 9 } });
  await legate.wait(lone.id); // asks
  await legate.narrow(lone.id, { sideEffects: "process_exec" }, { by: "ada", reason: "no network" });
  await legate.deny(lone.id, { by: "ada", reason: "keep it" });
  await legate.wait(lone.id);
  await legate.send(lone.id, "And now?", { carry: { transcript: "compact", keepLast: 2 } });
  await legate.wait(lone.id);
  const fork = await legate.fork(lone.id, { name: "other", text: "Another way." });
  await legate.wait(fork.id);
  await legate.close(fork.id);
  await legate.release(lone.id);
  await writeSummaries(name, legate);
}
writeRecords(name, stateDir);
