import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { authorEnvironment } from "./git-layout.ts";
import { importPack } from "./import-pack.ts";
import { repositoryEnvironment, repositoryMounts } from "./inspect-repository.ts";
import { objectId } from "./object-id.ts";
import type { UsableRepository } from "./repository-check.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import { SECRET_FILES } from "./secret-files.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * The user's work tree as a commit in the vault, on top of HEAD: what is modified, staged or
 * untracked, not what is ignored. The index is copied and new objects go elsewhere, so his repository
 * is only read; his filters, which adding files may run, run in the sandbox.
 *
 * The vault must hold HEAD already. Answers HEAD itself when nothing differs.
 */
export function snapshotUncommitted(
  context: WorkspacesContext,
  vault: string,
  usable: UsableRepository,
  signal?: AbortSignal,
): Promise<string> {
  const { found, base } = usable;
  return withScratch(context.layout, join(found.commonDir, "objects"), async (scratch) => {
    await writeFile(join(scratch, "exclude"), SECRET_FILES.map((line) => `${line}\n`).join(""));
    const answer = await sandboxedGit(context.sandbox, {
      what: "taking a snapshot of the work tree",
      script: SNAPSHOT,
      cwd: found.top,
      env: {
        ...repositoryEnvironment(found),
        ...authorEnvironment(context.now()),
        GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
        LEGATE_SCRATCH: scratch,
        LEGATE_BASE: base,
      },
      settings: { "core.excludesFile": join(scratch, "exclude") },
      mounts: [...repositoryMounts(found), { path: scratch, mode: "rw" }],
      signal,
    });
    const commit = objectId(answer.trim(), "the snapshot");
    if (commit !== base) await importPack(vault, join(scratch, "pack"), "user", signal);
    return commit;
  });
}

const SNAPSHOT = `
set -eu
index=$(git rev-parse --git-path index)
export GIT_INDEX_FILE="$LEGATE_SCRATCH/index"
if [ -f "$index" ]; then cp -p "$index" "$GIT_INDEX_FILE"; fi
git add -A
tree=$(git write-tree)
if [ "$tree" = "$(git rev-parse --verify "$LEGATE_BASE^{tree}")" ]; then
  echo "$LEGATE_BASE"
  exit 0
fi
commit=$(git commit-tree "$tree" -p "$LEGATE_BASE" -m "Uncommitted files")
printf '%s\\n^%s\\n' "$commit" "$LEGATE_BASE" |
  git pack-objects -q --revs --thin --delta-base-offset --stdout >"$LEGATE_SCRATCH/pack"
echo "$commit"
`;
