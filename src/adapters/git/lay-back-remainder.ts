import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { importedRemainderRef, readRef, remainderHeadRef } from "./kept-refs.ts";
import { LAY_BACK_REMAINDER } from "./remainder-script.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Unpacks the archive that counts for a worker into a checkout that was just made for it, in the sandbox. Of one
 * that a file brought only what is no git data: hooks and settings of whoever made the file stay in the archive.
 */
export async function layBackRemainder(
  context: WorkspacesContext,
  vault: string,
  worker: WorkerId,
  home: string,
  options: WorkspaceOptions,
): Promise<void> {
  const remainder = await readRef(vault, remainderHeadRef(worker));
  if (remainder === undefined) return;
  const isForeign = remainder === (await readRef(vault, importedRemainderRef(worker)));
  const [tree, trusted] = [join(home, "tree"), join(home, "gitdir")];
  await withScratch(context.layout, undefined, (scratch) =>
    sandboxedGit(context.sandbox, {
      what: "laying git data and ignored files back",
      script: LAY_BACK_REMAINDER,
      cwd: tree,
      env: {
        GIT_DIR: trusted,
        GIT_WORK_TREE: tree,
        LEGATE_SCRATCH: scratch,
        LEGATE_REMAINDER: remainder,
        LEGATE_FOREIGN: isForeign ? "yes" : "no",
      },
      mounts: [
        { path: tree, mode: "rw" },
        { path: trusted, mode: "ro" },
        { path: join(vault, "objects"), mode: "ro" },
        { path: scratch, mode: "rw" },
      ],
      signal: options.signal,
    }),
  );
}
