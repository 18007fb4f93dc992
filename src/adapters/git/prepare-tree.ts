import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { objectFormatOf } from "../../core/workspace/object-format.ts";
import { readIfThere } from "./durable-file.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";

/**
 * Fills a new directory with what is the same for every worker that starts at `commit`: `gitdir`, the
 * trusted git directory, and `tree`, the files. Whoever gets it is said later.
 */
export async function prepareTree(plan: PreparedTree): Promise<void> {
  const { home, commit } = plan;
  await mkdir(join(home, "tree"), { recursive: true, mode: 0o700 });
  await layOutTrusted(home, plan.vault, commit);
  await checkOut(plan);
}

export interface PreparedTree {
  /** Holds `tree` and `gitdir`. */
  readonly home: string;
  readonly vault: string;
  /** What the files are. */
  readonly commit: string;
  /** See `HostGitCall`. @default false */
  readonly background?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Makes a git directory without an index that borrows from the vault, at `gitdir` of `home`. */
export async function layOutTrusted(home: string, vault: string, commit: string): Promise<void> {
  await layOutGitDirectory(join(home, "gitdir"), {
    bare: false,
    objectFormat: objectFormatOf(commit),
    shallow: (await readIfThere(join(vault, "shallow"))) ?? "",
    head: commit,
    alternate: join(vault, "objects"),
    exclude: [],
    durable: false,
  });
}

/** Makes the files those of `commit`; of files that are there already, only those are written that differ. */
export async function checkOut({ home, commit, background, signal }: PreparedTree): Promise<void> {
  await hostGit({
    gitDir: join(home, "gitdir"),
    workTree: join(home, "tree"),
    args: ["read-tree", "-m", "-u", "--no-recurse-submodules", commit],
    settings: { "checkout.workers": "2", "checkout.thresholdForParallelism": "100" },
    timeoutMs: 1_800_000,
    background,
    signal,
  });
}
