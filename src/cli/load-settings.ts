import type { LoadedConfig } from "../adapters/files/load-config.ts";
import { repositoryTop } from "../adapters/files/repository-top.ts";
import type { RepositoryTrust } from "../adapters/files/repository-trust.ts";
import { stateDirectory } from "../compose/state-directory.ts";
import { callersFolder, type WorkspaceSpec } from "../core/workspace/workspace.ts";
import type { CliContext } from "./context.ts";
import type { Flags } from "./flags.ts";
import { namedStateDir } from "./open-runtime.ts";

/**
 * The configuration, loaded only by commands that use it: its schemas cost start-up time. Without `flags` a
 * repository's own can only narrow: whom the user trusts matters to those who make workers.
 */
export async function loadSettings(context: CliContext, flags?: Flags): Promise<LoadedConfig> {
  const { loadConfig } = await import("../adapters/files/load-config.ts");
  const trust = flags === undefined ? undefined : await trustHere(context, flags);
  return loadConfig(context.env, context.cwd, trust);
}

/** What the user's trust in the repository around the current folder comes to. */
export async function trustHere(context: CliContext, flags: Flags): Promise<RepositoryTrust | undefined> {
  const { repositoryTrust } = await import("../adapters/files/repository-trust.ts");
  return repositoryTrust(stateDirectory(context.env, namedStateDir(context, flags)), context.cwd);
}

/** Trust is for work on the repository itself: what it asks for does not go along to another folder. */
export function isWorkOn(trust: RepositoryTrust | undefined, workspace: WorkspaceSpec | undefined): boolean {
  const folder = workspace === undefined ? undefined : callersFolder(workspace);
  return trust !== undefined && folder !== undefined && repositoryTop(folder) === trust.top;
}
