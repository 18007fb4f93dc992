import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { objectFormatOf } from "../../core/workspace/object-format.ts";
import { isFailure } from "../../ports/failure.ts";
import { baseStore } from "./base-store.ts";
import { readIfThere } from "./durable-file.ts";
import { layOutGitDirectory, pointGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";
import { excludeLines, makeMountPoints } from "./includes.ts";
import { takeSlot } from "./pool/take-slot.ts";
import { checkOut, prepareTree } from "./prepare-tree.ts";
import { SECRET_FILES } from "./secret-files.ts";
import { removeQuietly } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Makes a new worker directory: `tree` (the checkout, with a private clone in `tree/.git`) and `gitdir`,
 * from a prepared slot where the pool has one.
 *
 * T1. `gitdir` is the trusted one: its index and excludes are of our making, and it is never written
 *     again. Checkpoints read the tree through it, so whatever the worker does to `tree/.git` cannot
 *     hide files or run anything.
 * T2. Neither has a remote or a hook. `gitdir` borrows from the vault; `tree/.git` from the store of
 *     the base alone, and owns what a snapshot of uncommitted files adds to it, so the worker can read
 *     what its base reaches and nothing of other workers.
 * T3. The host runs git here only before the worker sees the tree. No configuration names a filter,
 *     so attributes in a hostile base run nothing; files stored by a filter appear as stored.
 */
export async function fillTree(context: WorkspacesContext, plan: TreePlan): Promise<void> {
  const { vault, commit, base, home } = plan;
  const slot = await takeSlot(context, vault, [commit, base], home);
  if (slot !== commit)
    await context.inCheckoutSlot(vault, () => (slot === undefined ? prepareTree(plan) : moveSlot(plan)));
  await handOver(plan);
}

export interface TreePlan {
  /** Where nothing is yet. */
  readonly home: string;
  readonly vault: string;
  /** The commit whose store the worker's clone borrows from. */
  readonly seen: string;
  /** What HEAD of the worker's clone is detached at. */
  readonly base: string;
  /** What the files are: the base, or a checkpoint of it. */
  readonly commit: string;
  /** Relative paths of folders that will be mounted there. */
  readonly include: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A slot of another commit is a shorter way than none; one that turns out to be broken is no reason to fail. */
async function moveSlot(plan: TreePlan): Promise<void> {
  try {
    await checkOut(plan);
  } catch (error) {
    if (isFailure(error, "aborted")) throw error;
    await removeQuietly(plan.home);
    await prepareTree(plan);
  }
}

/** Makes it this worker's: excludes, a clone of its own, and places for what will be mounted. */
async function handOver(plan: TreePlan): Promise<void> {
  const { home, vault, base } = plan;
  const [tree, trusted] = [join(home, "tree"), join(home, "gitdir")];
  const exclude = excludeLines(plan.include);
  await pointGitDirectory(trusted, { head: base, exclude: [...exclude, ...SECRET_FILES] });
  await layOutGitDirectory(join(tree, ".git"), {
    bare: false,
    objectFormat: objectFormatOf(base),
    shallow: (await readIfThere(join(vault, "shallow"))) ?? "",
    head: base,
    alternate: join(baseStore(vault, plan.seen), "objects"),
    exclude,
    durable: false,
  });
  if (base !== plan.seen) await copySnapshot(plan, join(tree, ".git/objects/pack/pack"));
  await copyFile(join(trusted, "index"), join(tree, ".git/index"));
  if (plan.commit !== base) await resetIndex(tree, base, plan.signal);
  await makeMountPoints(tree, plan.include);
}

/** What the base has beside the store: the user's uncommitted files, for this worker only (T2). */
async function copySnapshot(plan: TreePlan, name: string): Promise<void> {
  await hostGit({
    gitDir: plan.vault,
    args: ["pack-objects", "-q", "--revs", "--delta-base-offset", name],
    stdin: `${plan.base}\n^${plan.seen}\n`,
    signal: plan.signal,
  });
}

/**
 * The worker's index speaks of the base, so that what a checkpoint brought back shows as changes. With `-i`,
 * since a file that is a link by now counts as not up to date.
 */
async function resetIndex(tree: string, base: string, signal: AbortSignal | undefined): Promise<void> {
  await hostGit({
    gitDir: join(tree, ".git"),
    workTree: tree,
    args: ["read-tree", "-m", "-i", base],
    signal,
  });
}
