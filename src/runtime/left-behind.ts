import type { WorkerId } from "../core/ids.ts";
import { isResting } from "../core/worker/status.ts";
import type { Worker } from "../core/worker/worker.ts";

/** What of a worker an export does not have, one line each. */
export function whatStaysBehind(worker: Worker, children: readonly WorkerId[]): readonly string[] {
  const { status, unsaved, workspace, checkpoint, request } = worker;
  const ignored = checkpoint?.ignored.count ?? 0;
  const included = request.workspace.kind === "worktree" ? request.workspace.include : [];
  return [
    ...(isResting(status.status)
      ? []
      : [`it is ${status.status} and goes on here: the file has it up to record ${worker.seq}`]),
    ...(unsaved.length > 0
      ? [`what ${unsaved.join(", ")} changed was not kept yet and is not in the file`]
      : []),
    ...(workspace?.kind === "directory"
      ? [`the files of ${workspace.root} are not in the file: take them along yourself`]
      : []),
    ...(ignored > 0
      ? [`${ignored} ignored files or folders that no checkpoint holds are not in the file`]
      : []),
    ...(children.length > 0
      ? [`its children are not in the file; export each by itself: ${children.join(", ")}`]
      : []),
    ...(included.length > 0 ? [`included folders are not in the file: ${included.join(", ")}`] : []),
  ];
}
