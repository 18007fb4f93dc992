import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { commitId } from "./commit-id.ts";
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
  const made = { worker, git, parent, message, at: context.now() };
  const request = { ...made, parentTree, signal: options.signal };
  return takeSnapshot(context, request, async (snapshot) => {
    const files = await keepSnapshot(context, snapshot, { ...made, name: at.name }, options);
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
  made: Made & { readonly worker: WorkerId; readonly git: WorkspaceGit; readonly name: string },
  options: WorkspaceOptions,
): Promise<Omit<KeptFiles, "remainder">> {
  const { tree, commit, ignored } = snapshot;
  const { worker, name } = made;
  const { vault } = made.git;
  if (commit === undefined) return { ignored };
  checkClaim(made, { commit, tree });
  await importPack(vault, snapshot.pack, "worker", options.signal);
  const kept = await withLock(lockOf(context.layout, vault), options.signal, async () => {
    const under = await keepUnderRef(vault, worker, name, { commit, tree });
    // Tidying may fail without harm; it is tried again after the next checkpoint.
    await tidyVault(vault).catch(() => {});
    return under;
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

/** What a checkpoint's commit consists of besides its tree. */
interface Made {
  readonly parent: string;
  readonly message: string;
  /** When, as an ISO date. */
  readonly at: string;
}

/** The sandboxed git said what it made: a ref names it only if its id is that of just these (`update-ref` looks whether it is there). */
function checkClaim(made: Made, { commit, tree }: { readonly commit: string; readonly tree: string }): void {
  if (commit === commitId({ ...made, tree })) return;
  throw new LegateError(
    "git-failed",
    `The checkpoint ${commit} is not what the sandboxed git said; nothing was kept.`,
  );
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
