import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { repositoryTop } from "../adapters/files/repository-top.ts";
import { callersFolder, placeKind, type WorkspaceSpec } from "../core/workspace/workspace.ts";
import { badInput } from "./bad-input.ts";

/**
 * Refuses a state directory inside of what the worker sees, before either is touched: journals of other
 * workers would lie in its reach, and a checkout of the repository would be made within the repository.
 */
export function keepStateOutside(workspace: WorkspaceSpec | undefined, stateDir: string): void {
  const seen = seenFolder(workspace);
  if (seen === undefined || !`${real(stateDir)}/`.startsWith(`${real(seen)}/`)) return;
  throw badInput(
    `The state directory ${stateDir} lies inside ${seen}, where the worker works; name another with --state-dir or LEGATE_STATE_DIR.`,
    { stateDir, workspace: seen },
  );
}

function seenFolder(workspace: WorkspaceSpec | undefined): string | undefined {
  const folder = workspace === undefined ? undefined : callersFolder(workspace);
  if (workspace === undefined || folder === undefined) return undefined;
  return placeKind(workspace) === "directory" ? folder : (repositoryTop(folder) ?? folder);
}

/** Without links, as far as it exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}
