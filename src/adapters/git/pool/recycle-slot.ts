import { randomUUID } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { LegateError } from "../../../ports/failure.ts";
import { hostGit } from "../hardened-git.ts";
import { treeOf } from "../pin-base.ts";
import { layOutTrusted } from "../prepare-tree.ts";
import { sandboxedGit, withResultFile, withScratch } from "../sandboxed-git.ts";
import { retire } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { carryOver } from "./carry-over.ts";
import { type IndexedFile, indexedFiles } from "./indexed-files.ts";
import { makeSlot, moved } from "./make-slot.ts";
import type { PoolPlace } from "./pool-place.ts";

/**
 * Makes a slot of a directory that a worker gave up. Only under the pool's lock.
 *
 * Y1. Nothing is cleaned. A new tree is made, and only what passes every test goes over: a plain file of the
 *     new base, at its path, that our own index says is still the file our git wrote (`carryOver`).
 * Y2. Times and sizes are not believed in the end: the new index knows none, so git compares each file's
 *     content with the base, in the sandbox, and writes anew what differs or is missing.
 * Y3. Both git directories are new. The worker's was in its tree; the trusted one that knew its tree goes, too.
 * Y4. The index that the sandboxed git leaves has to name the tree of the base.
 */
export async function recycleSlot(
  context: WorkspacesContext,
  place: PoolPlace,
  { name, to }: { readonly name: string; readonly to: string },
  signal?: AbortSignal,
): Promise<void> {
  const used = `${place.drafts}${randomUUID()}`;
  if (!(await moved(join(place.used, name), used))) return;
  try {
    await makeSlot(context, place, to, signal, async (home) => {
      await mkdir(join(home, "tree"), { recursive: true, mode: 0o700 });
      await layOutTrusted(home, place.vault, to);
      const files = await filesToKeep(place.vault, used, to, signal);
      await carryOver(join(used, "tree"), join(home, "tree"), files, signal);
      await compareContents(context, place.vault, home, to, signal);
      return true;
    });
  } finally {
    await retire(context.layout, used);
  }
}

/** Files of the used tree's index that the new base has, too: the same content at the same path. */
async function filesToKeep(
  vault: string,
  used: string,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<IndexedFile[]> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit];
  const out = await hostGit({ gitDir: vault, args, maxOutputBytes: MOST_BYTES, background: true, signal });
  const wanted = new Set(out.toString("utf8").split("\0"));
  const before = await indexedFiles(join(used, "gitdir"), signal);
  return before.filter(({ mode, id, path }) => wanted.has(`${mode} blob ${id}\t${path}`));
}

const MOST_BYTES = 512 * 1024 * 1024;

async function compareContents(
  context: WorkspacesContext,
  vault: string,
  home: string,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [tree, gitDir] = [join(home, "tree"), join(home, "gitdir")];
  await withScratch(context.layout, undefined, async (scratch) => {
    const index = join(scratch, "index");
    await sandboxedGit(context.sandbox, {
      what: "recycling a checkout",
      script: COMPARE,
      cwd: tree,
      env: { GIT_DIR: gitDir, GIT_WORK_TREE: tree, GIT_INDEX_FILE: index, LEGATE_COMMIT: commit },
      settings: { "checkout.workers": "2", "checkout.thresholdForParallelism": "100" },
      mounts: [
        { path: tree, mode: "rw" },
        { path: gitDir, mode: "ro" },
        { path: join(vault, "objects"), mode: "ro" },
        { path: scratch, mode: "rw" },
      ],
      signal,
    });
    await withResultFile(index, async () => rename(index, join(gitDir, "index")));
  });
  const written = await hostGit({ gitDir, args: ["write-tree"], signal });
  if (written.toString("utf8").trim() !== (await treeOf(vault, commit)))
    throw new LegateError("git-failed", `A recycled checkout is not what ${commit} holds; it is dropped.`);
}

/** It fails when anything is left that is not the base's. */
const COMPARE = `
set -eu
renice -n 19 -p $$ >/dev/null 2>&1 || :
cd "$GIT_WORK_TREE"
git read-tree "$LEGATE_COMMIT"
git update-index -q --refresh || :
git checkout-index -q -a -f -u
git diff-files --quiet
git ls-files --others >/tmp/others
[ ! -s /tmp/others ]
`;
