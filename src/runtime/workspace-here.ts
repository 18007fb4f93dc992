import type { Worker } from "../core/worker/worker.ts";
import type { OpenedWorkspace } from "../core/workspace/workspace.ts";

/**
 * The workspace that a worker had at an earlier record, where it lies today: one that was imported since
 * then had it elsewhere, and paths that a file brought along are nobody's to look into.
 */
export function workspaceHere(
  earlier: Pick<Worker, "workspace">,
  today: Pick<Worker, "workspace">,
): OpenedWorkspace | undefined {
  const { workspace } = earlier;
  const here = today.workspace;
  if (workspace?.git === undefined || here?.git === undefined) return workspace;
  const { repo, vault } = here.git;
  return { ...here, git: { ...workspace.git, repo, vault } };
}
