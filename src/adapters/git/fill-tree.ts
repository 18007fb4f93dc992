import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { baseStore } from "./base-store.ts";
import { readIfThere } from "./durable-file.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";
import { excludeLines, makeMountPoints } from "./includes.ts";
import { SECRET_FILES } from "./secret-files.ts";

/**
 * Fills a new worker directory: `tree` (the checkout, with a private clone in `tree/.git`) and `gitdir`.
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
export async function fillTree(plan: TreePlan): Promise<void> {
  const { home, vault } = plan;
  const [tree, trusted] = [join(home, "tree"), join(home, "gitdir")];
  const shallow = (await readIfThere(join(vault, "shallow"))) ?? "";
  const objectFormat = plan.base.length === 40 ? ("sha1" as const) : ("sha256" as const);
  const common = {
    bare: false,
    objectFormat,
    shallow,
    head: plan.base,
    durable: false,
  };
  await mkdir(tree, { recursive: true, mode: 0o700 });
  const exclude = excludeLines(plan.include);
  await layOutGitDirectory(trusted, {
    ...common,
    alternate: join(vault, "objects"),
    exclude: [...exclude, ...SECRET_FILES],
  });
  await checkOut(trusted, tree, plan.commit, plan.signal);
  const alternate = join(baseStore(vault, plan.seen), "objects");
  await layOutGitDirectory(join(tree, ".git"), { ...common, alternate, exclude });
  if (plan.base !== plan.seen) await copySnapshot(plan, join(tree, ".git/objects/pack/pack"));
  await copyFile(join(trusted, "index"), join(tree, ".git/index"));
  if (plan.commit !== plan.base) await resetIndex(tree, plan.base, plan.signal);
  await makeMountPoints(tree, plan.include);
}

export interface TreePlan {
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

async function checkOut(
  gitDir: string,
  workTree: string,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await hostGit({
    gitDir,
    workTree,
    args: ["read-tree", "-m", "-u", "--no-recurse-submodules", commit],
    settings: { "checkout.workers": "2", "checkout.thresholdForParallelism": "100" },
    timeoutMs: 1_800_000,
    signal,
  });
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

/** The worker's index speaks of the base, so that what a checkpoint brought back shows as changes. */
async function resetIndex(tree: string, base: string, signal: AbortSignal | undefined): Promise<void> {
  await hostGit({ gitDir: join(tree, ".git"), workTree: tree, args: ["read-tree", "-m", base], signal });
}
