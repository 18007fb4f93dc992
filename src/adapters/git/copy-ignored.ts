import { join } from "node:path";
import { EXAMPLE_NAMES, SECRET_NAMES } from "../../core/workspace/secret-name.ts";
import type { WorkspaceGit } from "../../core/workspace/workspace.ts";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { COPY_IGNORED } from "./copy-ignored-script.ts";
import { isThere } from "./durable-file.ts";
import { type FoundRepository, findRepository } from "./find-repository.ts";
import { repositoryEnvironment, repositoryMounts } from "./inspect-repository.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Copies ignored files of the user's into a checkout that nobody works in yet: those that `.worktreeinclude`
 * at the top of his repository names, in the syntax of `.gitignore`, and those that he asked for by name.
 *
 * C1. Only files that git ignores there and tracks nowhere, and none over a file of the base.
 * C2. A file whose name is one that secrets have is copied only when the user asked for it by name: what the
 *     repository asks for may come from whoever wrote it.
 * C3. No checkpoint holds a copy, wherever it is ignored: it is excluded by name. One that is still as it was
 *     copied is no work of the worker's, so it does not keep the directory.
 */
export async function copyIgnored(
  context: WorkspacesContext,
  found: FoundRepository,
  draft: string,
  asked: readonly string[],
  options: WorkspaceOptions,
): Promise<void> {
  if (found.bare || (asked.length === 0 && !(await isThere(join(found.top, WORKTREE_INCLUDE))))) return;
  const answer = await withScratch(context.layout, undefined, (scratch) =>
    sandboxedGit(context.sandbox, {
      what: "copying ignored files",
      script: COPY_IGNORED,
      cwd: found.top,
      env: {
        ...repositoryEnvironment(found),
        LEGATE_DRAFT: draft,
        LEGATE_SCRATCH: scratch,
        LEGATE_ASKED: asked.join("\n"),
        LEGATE_SECRET: SECRET_NAMES,
        LEGATE_EXAMPLE: EXAMPLE_NAMES,
        LEGATE_MOST: String(MOST_COPIED_BYTES),
      },
      mounts: [...repositoryMounts(found), { path: draft, mode: "rw" }, { path: scratch, mode: "rw" }],
      signal: options.signal,
    }),
  );
  const [verdict = "", copied = "0", secrets = "0", ...some] = answer.split("\n");
  if (verdict === "large") throw tooLarge(found.top);
  const names = some.filter((name) => name !== "").join(", ");
  if (copied !== "0") options.onProgress?.(`copied ignored files: ${copied} (${names})`);
  if (secrets !== "0")
    options.onProgress?.(`left out files with names that secrets have: ${secrets} (see --include)`);
}

/** The same for a checkout that is made later, as far as the repository still has them. */
export async function copyAgain(
  context: WorkspacesContext,
  { repo, copied = [] }: WorkspaceGit,
  draft: string,
  options: WorkspaceOptions,
): Promise<void> {
  try {
    await copyIgnored(context, await findRepository(repo), draft, copied, options);
  } catch (error) {
    if (!isFailure(error) || error.code === "aborted") throw error;
    options.onProgress?.(`ignored files were not copied: ${error.message}`);
  }
}

/** As the script below calls it. */
const WORKTREE_INCLUDE = ".worktreeinclude";

/** More than this is a build's, not a person's. */
export const MOST_COPIED_BYTES = 16 * 1024 * 1024;

/** What was copied into a worker's directory, with digests; beside its tree, where it cannot write. */
export const copiesIn = (home: string): string => join(home, "copies");

function tooLarge(top: string): LegateError {
  const message = `.worktreeinclude of ${top} names ignored files of more than ${MOST_COPIED_BYTES / 1024 / 1024} MiB; name fewer, and show large folders by --include.`;
  return new LegateError("bad-input", message, { details: { repo: top } });
}
