// A worker fixes the failing tests of a small repository. Runs offline: node examples/library.ts
// What stands between the two marks is the README's example, but for the name of the package.
import { scratchShop } from "./scratch-shop.ts";

await using shop = await scratchShop();
const { repo, model } = shop;
process.env["LEGATE_STATE_DIR"] = shop.stateDir;

// README begins
import { createLegate } from "../src/index.ts";

await using legate = await createLegate({ model });

const { id } = await legate.spawn({
  task: "Fix the failing tests. Change as little as possible.",
  workspace: { kind: "worktree", repo },
  approvals: { deny: ["Edit(test/**)"] },
  limits: { maxTurns: 20 },
});

const { workers } = await legate.wait(id, { timeoutMs: 10 * 60_000 });
for (const { status, result } of workers) console.log(`${status}: ${result}`);

const { files } = await legate.diff(id);
for (const { path, added, removed } of files) console.log(`${path} +${added} -${removed}`);
// README ends
