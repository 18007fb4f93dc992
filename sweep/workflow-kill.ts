import { type KillFigures, type KillOptions, run as kill } from "./kill.ts";

/**
 * Kills the process that runs a workflow with a node of every kind, at each of its commits and at each of its
 * calls on the store's files, and lets another one go on: it comes to the same answer, its children are found
 * again, and no node's finished work is done twice.
 */
export async function run(options: KillOptions = {}): Promise<KillFigures> {
  return kill({ ...options, scenarios: ["workflow"] });
}
