import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/**
 * Where a worker is to act, as it is recorded: a directory by its path without links. Rejects as
 * `Workspaces.check` does.
 */
export async function checkedPlace(
  { workspaces }: Pick<RuntimePorts, "workspaces">,
  spec: WorkspaceSpec,
): Promise<WorkspaceSpec> {
  const { directory } = await workspaces.check(spec);
  return spec.kind === "directory" && directory !== undefined ? { ...spec, path: directory } : spec;
}
