import type { VisitRecord } from "../../core/journal/node-record.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { failed } from "../../core/workflow/run/settled.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import { checkpoint } from "../checkpoint.ts";
import type { Drive } from "../drive.ts";
import { workspaceOptions } from "../open-workspace.ts";
import { nodeOf } from "./scope.ts";

/**
 * The end of a visit whose child succeeded, with the child's work in the run's files where the node says so.
 *
 * I1. The files are kept first: after a crash what came in already is a part of them, and comes in no second time.
 */
export async function withWorkOf(
  drive: Drive,
  running: Running,
  child: Worker,
  judged: VisitRecord,
): Promise<VisitRecord> {
  const { held, ports } = drive;
  const { work } = nodeOf(held.worker, running.visit);
  if (judged.type !== "node.settled" || judged.outcome !== "success") return judged;
  if (work.kind !== "subagent" || work.takeIn !== true || child.workspace?.kind !== "worktree") return judged;
  if (held.worker.workspace === undefined) return judged;
  await checkpoint(drive); // I1
  const { workspace, checkpoint: last } = held.worker;
  const theirs = { workspace: child.workspace, checkpoint: child.checkpoint };
  const taken = await ports.workspaces.takeIn(
    workspace ?? theirs.workspace,
    last,
    theirs,
    workspaceOptions(drive),
  );
  if (taken.ok) return { ...judged, takenIn: taken.files.map(({ path }) => path) };
  const reason = `changed here and by ${child.request.name} in ways that do not go together: ${taken.paths.join(", ")}`;
  const { output, text } = judged;
  const said = { ...(output === undefined ? {} : { output }), ...(text === undefined ? {} : { text }) };
  return failed(running.visit, running.started.key, "merge-conflict", reason, said);
}
