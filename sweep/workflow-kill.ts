import { type KillFigures, type KillOptions, run as kill } from "./kill.ts";

export interface WorkflowKillFigures extends KillFigures {
  /** Finished work that was done twice, and what happened again without a person's word. */
  readonly repeated: number;
  /** Commands cut off by a death, which nobody can know to have happened, done again because a person said so. */
  readonly repeatedByWord: number;
}

/**
 * Kills the process that runs a workflow with a node of every kind, at each of its commits and at each of its
 * calls on the store's files, and lets another one go on: it comes to the same answer, its children are found
 * again, and no node's finished work is done twice.
 */
export async function run(options: KillOptions = {}): Promise<WorkflowKillFigures> {
  const figures = await kill({ ...options, scenarios: ["workflow"] });
  const { repeated, repeatedSilently } = figures;
  return { ...figures, repeated: repeatedSilently, repeatedByWord: repeated - repeatedSilently };
}
