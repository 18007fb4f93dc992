import type { WorkerId } from "../core/ids.ts";
import { isResting } from "../core/worker/status.ts";
import type { Worker } from "../core/worker/worker.ts";

/** What of a worker an export does not have, one line each. `hasRemainder`: what is kept beside its files is in it. */
export function whatStaysBehind(
  worker: Worker,
  children: readonly WorkerId[],
  hasRemainder: boolean,
): readonly string[] {
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
    ...(hasRemainder
      ? [
          "its own git data and ignored files are in the file as they were kept last; there the git data stays in the archive",
        ]
      : []),
    ...(ignored > 0 && !hasRemainder
      ? [
          `${ignored} ignored files or folders that no checkpoint holds are not in the file; once legate release has kept them, they travel, too`,
        ]
      : []),
    ...(children.length > 0
      ? [`its children are not in the file; export each by itself: ${children.join(", ")}`]
      : []),
    ...(included.length > 0 ? [`included folders are not in the file: ${included.join(", ")}`] : []),
  ];
}
