import type { SetUpPhase } from "../journal/set-up-record.ts";
import type { WorkspaceCommand } from "../workspace/workspace-command.ts";
import type { Step } from "./step.ts";
import type { Worker } from "./worker.ts";

/** The next command before the worker's first turn in this workspace, or its end because one failed. */
export function setUpStep({ setUp, request }: Worker): Step | undefined {
  const { done, failed } = setUp;
  if (failed !== undefined)
    return { do: "end", as: { type: "worker.failed", code: "set-up-failed", reason: failed } };
  return stepFor("set-up", done, request.setUp);
}

/** The next command before the directory is given up. One that failed keeps nobody from that. */
export function tearDownStep({ setUp, request, dropped }: Worker): Step | undefined {
  return dropped === undefined ? stepFor("tear-down", setUp.tornDown, request.tearDown) : undefined;
}

function stepFor(
  phase: SetUpPhase,
  index: number,
  commands: readonly WorkspaceCommand[] = [],
): Step | undefined {
  const command = commands[index];
  return command === undefined ? undefined : { do: "workspace-command", phase, index, command };
}
