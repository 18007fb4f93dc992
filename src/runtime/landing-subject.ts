import { inPlace } from "../core/landing/past-landing.ts";
import type { Worker } from "../core/worker/worker.ts";
import { keptState } from "../core/workspace/kept-state.ts";
import { LegateError } from "../ports/failure.ts";
import type { LandingSubject } from "../ports/landings.ts";

/** What of a worker lands. Rejects with `not-allowed-now` when it has no checkout of a repository. */
export function landingSubject(worker: Worker): LandingSubject {
  const { id, request, workspace, checkpoint, landings, ceiling } = worker;
  if (workspace?.git === undefined) {
    const text = `${request.name} has no checkout of a repository whose work could land.`;
    throw new LegateError("not-allowed-now", text, { details: { worker: id } });
  }
  return {
    worker: id,
    task: request.task,
    model: request.model,
    workspace,
    head: keptState(workspace.git, checkpoint),
    landed: inPlace(landings),
    rules: ceiling.approvals,
  };
}
