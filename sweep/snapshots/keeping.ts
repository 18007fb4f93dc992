import { once } from "node:events";
import { createGitWorkspaces } from "../../src/adapters/git/workspaces.ts";
import { parseWorkerId } from "../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../src/core/workspace/workspace.ts";
import { sandboxFor, writeFiles } from "../../test/adapters/git/support/ground.ts";

// Changes a checkout and keeps it, again and again, saying each step on standard output, until it is killed
// or has done enough. It begins when it is told so on standard input, so that somebody can lie in wait.
// Arguments: state directory, worker, the opened workspace as JSON, first step, steps.
const [stateDir = "", name = "", text = "", first = "1", steps = "1"] = process.argv.slice(2);
const worker = parseWorkerId(name);
if (worker === undefined) throw new Error(`not a worker: ${name}`);
const opened = JSON.parse(text) as OpenedWorkspace;
const sandbox = sandboxFor(stateDir);
await sandbox.report(); // what is killed is to be a snapshot, not the self-test before the first command
const workspaces = createGitWorkspaces({ stateDir, sandbox });
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();
for (let seq = Number(first); seq < Number(first) + Number(steps); seq += 1) {
  writeFiles(opened.root, { "counter.txt": `${seq}\n`, [`d${seq % 7}/big.txt`]: `${seq}\n`.repeat(20_000) });
  process.stdout.write(`began ${seq}\n`);
  try {
    const kept = await workspaces.checkpoint(opened, worker, { seq, last: undefined }, {});
    process.stdout.write(`kept ${seq} ${kept?.ref} ${kept?.commit}\n`);
  } catch (error) {
    process.stdout.write(`failed ${seq} ${error instanceof Error ? error.message.split("\n")[0] : ""}\n`);
  }
}
