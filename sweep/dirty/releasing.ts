import { parseWorkerId } from "../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../src/core/workspace/workspace.ts";
import { openState } from "../../test/adapters/git/support/ground.ts";

// Gives a worker's directory up, saying when it begins and when it is done, until it is killed.
// Arguments: state directory, worker, the workspace as it was opened, as JSON.
const [stateDir = "", name = "", opened = ""] = process.argv.slice(2);
const worker = parseWorkerId(name);
if (worker === undefined) throw new Error(`not a worker: ${name}`);
const workspaces = openState(stateDir);
process.stdout.write("started\n");
await workspaces.release(JSON.parse(opened) as OpenedWorkspace, worker, undefined, {});
process.stdout.write("released\n");
