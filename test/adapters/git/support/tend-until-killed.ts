import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createGitWorkspaces } from "../../../../src/adapters/git/workspaces.ts";
import { sandboxFor } from "./ground.ts";

// Fills and uses up a pool until it is killed, saying on standard output when a slot begins to be made.
// Arguments: state directory, repository.
const [stateDir = "", repo = ""] = process.argv.slice(2);
const { pool } = createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir), pool: { slots: 1 } });
const spec = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
process.stdout.write("started\n");
setInterval(() => {
  if (readdirSync(join(stateDir, "scratch")).some((name) => name.startsWith("slot-")))
    process.stdout.write("making\n");
}, 2);
for (;;) {
  await pool.fill(spec, {});
  process.stdout.write("filled\n");
  await pool.empty();
}
