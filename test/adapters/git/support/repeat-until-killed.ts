import type { WorkerId } from "../../../../src/core/ids.ts";
import { parseWorkerId } from "../../../../src/core/ids.ts";
import { openState, writeFiles } from "./ground.ts";

// Opens a workspace for a worker and takes checkpoints, saying each step on standard output, until
// it is killed. Arguments: state directory, worker, the spec of the workspace as JSON.
const [stateDir = "", name = "", spec = ""] = process.argv.slice(2);
const worker: WorkerId | undefined = parseWorkerId(name);
if (worker === undefined) throw new Error(`not a worker: ${name}`);
const workspaces = openState(stateDir);
process.stdout.write("started\n");
const opened = await workspaces.open(JSON.parse(spec), worker, {});
process.stdout.write("opened\n");
for (let seq = 1; ; seq += 1) {
  writeFiles(opened.root, { "counter.txt": `${seq}\n` });
  const kept = await workspaces.checkpoint(opened, worker, { seq, last: undefined }, {});
  process.stdout.write(`kept ${seq} ${kept?.ref} ${kept?.commit}\n`);
}
