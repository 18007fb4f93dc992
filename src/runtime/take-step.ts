import type { Step } from "../core/worker/next-step.ts";
import { startOfCycle } from "../core/worker/start-cycle.ts";
import { keptState } from "../core/workspace/kept-state.ts";
import { isFailure } from "../ports/failure.ts";
import type { Workspaces } from "../ports/workspaces.ts";
import { answerWaits } from "./answer-waits.ts";
import { checkpoint } from "./checkpoint.ts";
import { closeChildren } from "./close-children.ts";
import { compact } from "./compact.ts";
import type { Drive } from "./drive.ts";
import { escalate } from "./escalate.ts";
import { freshTranscript } from "./fresh-transcript.ts";
import { decideCalls, runCalls } from "./gateway.ts";
import { land } from "./land.ts";
import { later } from "./moment.ts";
import { openWorkspace, workspaceOptions } from "./open-workspace.ts";
import { reconcile, settleOrphans } from "./orphans.ts";
import { callModel } from "./turn.ts";
import { advanceWorkflow } from "./workflow/advance-workflow.ts";
import { runWorkspaceCommand } from "./workspace-command.ts";

export type TakeableStep = Exclude<Step, { do: "nothing" | "end" }>;

/** Does what is to be done now. Afterwards the journal has grown, or the step was cut short. */
export async function takeStep(drive: Drive, step: TakeableStep): Promise<void> {
  switch (step.do) {
    case "start-cycle":
      return startCycle(drive);
    case "deliver-inputs":
      return drive.held.append([{ type: "input.delivered", inputs: step.inputs }]);
    case "wake":
      return drive.held.append([{ type: "worker.woken" }]);
    case "retry-stage":
      return retryStage(drive, step);
    case "advance-workflow":
      return advanceWorkflow(drive);
    case "close-children":
      return closeChildren(drive);
    case "escalate":
      return escalate(drive, step.calls);
    case "answer-waits":
      return answerWaits(drive, step.calls);
    case "reconcile":
      return reconcile(drive, step.calls);
    case "open-workspace":
      return openWorkspace(drive);
    case "workspace-command":
      return runWorkspaceCommand(drive, step);
    case "call-model":
      return callModel(drive, step);
    case "compact":
      return compact(drive, step);
    case "decide-calls":
      return decideCalls(drive, step.calls);
    case "settle-orphans":
      return settleOrphans(drive, step.calls);
    case "run-calls":
      return runCalls(drive, step.calls);
    case "checkpoint":
      return checkpoint(drive);
    case "land":
      return land(drive);
    case "release-workspace":
      return releaseWorkspace(drive);
  }
}

async function startCycle(drive: Drive): Promise<void> {
  await drive.held.append((worker) => [startOfCycle(worker, freshTranscript(drive.ports.clock))]);
}

async function retryStage({ held, ports }: Drive, step: Step & { do: "retry-stage" }): Promise<void> {
  const { attempt, delayMs, code, reason } = step;
  const retryAt = later(ports.clock, delayMs);
  await held.append([{ type: "stage.retrying", attempt, delayMs, retryAt, code, reason }]);
}

/** After a claim: the files must be there before anything else happens to them. */
export async function restoreWorkspace(drive: Drive): Promise<void> {
  const { held, ports } = drive;
  const { id, workspace, checkpoint: last, unsaved } = held.worker;
  if (workspace === undefined) return;
  const state = await ports.workspaces.restore(workspace, id, last, workspaceOptions(drive));
  if (state === "present") return;
  const from = workspace.git === undefined ? "" : keptState(workspace.git, last).commit;
  await held.append([{ type: "workspace.rebuilt", from, lostCalls: unsaved }]);
}

async function releaseWorkspace(drive: Drive): Promise<void> {
  const { held, ports } = drive;
  const { id, workspace, checkpoint: last, dropped } = held.worker;
  if (workspace === undefined) throw new Error(`worker ${id} has no workspace to give up`);
  const release: ReturnType<Workspaces["release"]> =
    dropped === undefined
      ? ports.workspaces.release(workspace, id, last, workspaceOptions(drive))
      : ports.workspaces.abandon(workspace, id);
  const { removed, reason, keptRef, checkpoint } = await release.catch(notReleased);
  const kept = keptRef === undefined ? {} : { keptRef };
  await held.append([
    ...(checkpoint === undefined ? [] : [{ type: "workspace.checkpointed", checkpoint } as const]),
    { type: "workspace.released", removed, reason, ...kept },
  ]);
}

/** What cannot be looked at stays, and the reason is the answer to whoever asked. */
function notReleased(error: unknown): Awaited<ReturnType<Workspaces["release"]>> {
  if (!isFailure(error) || error.code === "aborted") throw error;
  return { removed: false, reason: error.message };
}
