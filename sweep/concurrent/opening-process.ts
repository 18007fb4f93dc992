import { createBubblewrapSandbox } from "../../src/adapters/bubblewrap/sandbox.ts";
import { createGitWorkspaces } from "../../src/adapters/git/workspaces.ts";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { workerId } from "../../src/core/ids.ts";
import type { Opening } from "./opening.ts";
import { revealedIn } from "./opening.ts";

// One process that opens many workspaces of one repository at once, while it also tends the pool that they
// are taken from. It says on stdout a line of JSON for each: the path and the inode of one file, or why not.
//
//   opening-process.ts OPENING (as JSON)

const { stateDir, repo, opens, slots } = JSON.parse(process.argv[2] ?? "") as Opening;
const sandbox = createBubblewrapSandbox({ hidden: [stateDir], reveal: revealedIn(stateDir) });
const workspaces = createGitWorkspaces({ stateDir, sandbox, pool: { slots } });
const over = new AbortController();
const tending = workspaces.pool.tend({ signal: over.signal }).catch((error: unknown) => {
  if (!over.signal.aborted) say({ error: `tending: ${String(error)}` });
});
const spec = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
const opening = Array.from({ length: opens }, async () => {
  try {
    const { root } = await workspaces.open(spec, workerId(systemClock.uuid()), {});
    say({ root });
  } catch (error) {
    say({ error: String(error) });
  }
});
await Promise.all(opening);
over.abort();
await tending;

function say(line: { readonly root?: string; readonly error?: string }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
