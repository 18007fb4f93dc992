import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { hostGit } from "./hardened-git.ts";
import { importPack } from "./import-pack.ts";
import { changeRefs, headRef, readRef, snapRef } from "./kept-refs.ts";
import { readMarker } from "./ownership-marker.ts";
import { treeOf } from "./pin-base.ts";
import { type KeptRemainder, keepRemainder } from "./remainder.ts";
import { withLock } from "./repository-lock.ts";
import { workerHome } from "./state-layout.ts";
import { type Snapshot, takeSnapshot } from "./take-snapshot.ts";
import { tidyVault } from "./tidy-vault.ts";
import { lockOf } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Keeps the present files of a worker under a fresh ref, `snap/<name>`. When that name was taken by an
 * attempt that nobody heard of, its commit is answered if the files are the same; else the next free
 * name is used. `changed` is undefined when the files are those of `last` (or of the start). What no
 * commit of them holds is kept beside them, as far as it is git data; if `whole`, all of it.
 */
export async function keepFiles(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  at: { readonly name: string; readonly last: Checkpoint | undefined; readonly whole?: boolean },
  options: WorkspaceOptions,
): Promise<KeptFiles> {
  const git = gitOf(workspace);
  if ((await readMarker(workerHome(context.layout, worker), worker)) === undefined)
    throw missingTree(workspace, worker);
  const { commit: parent, tree: parentTree } = keptState(git, at.last);
  const message = `Checkpoint ${at.name} of ${worker}`;
  const request = { worker, git, parent, parentTree, message, signal: options.signal };
  return takeSnapshot(context, request, async (snapshot) => {
    const files = await keepSnapshot(context, snapshot, { worker, git, parent, name: at.name }, options);
    const asked = { name: at.name, snapshot, whole: at.whole ?? false };
    return {
      ...files,
      remainder: await keepRemainder(context, { ...workspace, git }, worker, asked, options),
    };
  });
}

async function keepSnapshot(
  context: WorkspacesContext,
  snapshot: Snapshot,
  { worker, git, parent, name }: { worker: WorkerId; git: WorkspaceGit; parent: string; name: string },
  options: WorkspaceOptions,
): Promise<Omit<KeptFiles, "remainder">> {
  const { tree, commit, ignored } = snapshot;
  if (commit === undefined) return { ignored };
  await importPack(git.vault, snapshot.pack, "worker", options.signal);
  const checked = checkClaim(git.vault, { commit, tree, parent });
  checked.catch(() => {}); // it is awaited under the lock; until then nobody else hears of it
  const kept = await withLock(lockOf(context.layout, git.vault), options.signal, async () => {
    await checked;
    const made = await keepUnderRef(git.vault, worker, name, { commit, tree });
    // Tidying may fail without harm; it is tried again after the next checkpoint.
    await tidyVault(git.vault).catch(() => {});
    return made;
  });
  return { ignored, changed: { ...kept, tree, ignored } };
}

export interface KeptFiles {
  readonly ignored: Snapshot["ignored"];
  readonly changed?: Checkpoint;
  readonly remainder: KeptRemainder;
}

export function gitOf(workspace: OpenedWorkspace): WorkspaceGit {
  if (workspace.git === undefined) throw new Error(`a ${workspace.kind} workspace has no vault`);
  return workspace.git;
}

/** The sandboxed git said what it made; the host looks for itself before a ref names it. */
async function checkClaim(
  vault: string,
  claim: { commit: string; tree: string; parent: string },
): Promise<void> {
  const out = await hostGit({ gitDir: vault, args: ["cat-file", "commit", claim.commit] });
  const [treeLine, parentLine, next] = out.toString("utf8").split("\n");
  const honest =
    treeLine === `tree ${claim.tree}` &&
    parentLine === `parent ${claim.parent}` &&
    next?.startsWith("author ");
  if (honest !== true) {
    throw new LegateError(
      "git-failed",
      `The checkpoint ${claim.commit} is not what the sandboxed git said; nothing was kept.`,
    );
  }
}

async function keepUnderRef(
  vault: string,
  worker: WorkerId,
  name: string,
  made: { readonly commit: string; readonly tree: string },
): Promise<{ readonly commit: string; readonly ref: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const ref = snapRef(worker, attempt === 1 ? name : `${name}-${attempt}`);
    const taken = await readRef(vault, ref);
    if (taken === undefined) {
      const head = await readRef(vault, headRef(worker));
      const move =
        head === undefined
          ? { ref: headRef(worker), create: made.commit }
          : { ref: headRef(worker), move: made.commit, from: head };
      await changeRefs(vault, [{ ref, create: made.commit }, move]);
      return { commit: made.commit, ref };
    }
    if ((await treeOf(vault, taken)) === made.tree) return { commit: taken, ref };
  }
}

function missingTree(workspace: OpenedWorkspace, worker: WorkerId): LegateError {
  return new LegateError(
    "workspace-conflict",
    `The workspace of ${worker} is not at ${workspace.root}; restore it first.`,
    {
      details: { worker, path: workspace.root },
    },
  );
}
