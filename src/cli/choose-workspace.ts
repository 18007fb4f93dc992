import { resolve } from "node:path";
import { isBareRepository, repositoryTop } from "../adapters/files/repository-top.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { badInput } from "./bad-input.ts";
import type { CliContext } from "./context.ts";
import type { Flags } from "./flags.ts";

/**
 * Where the worker acts: what the flags say, else what the file says, else an isolated checkout of the
 * repository around the current folder. Never a plain folder unless somebody named it, since that one
 * is changed in place.
 */
export function chooseWorkspace(
  flags: Flags,
  { cwd }: CliContext,
  fromFile: WorkspaceSpec | undefined,
  include: readonly string[],
): WorkspaceSpec {
  const repo = flags.text("repo");
  const dir = flags.text("dir");
  if (repo !== undefined && dir !== undefined) {
    throw badInput("--repo and --dir both say where to work; give one of them.");
  }
  if (dir !== undefined) return inPlace(flags, { kind: "directory", path: resolve(cwd, dir) });
  if (repo !== undefined) return checkout(flags, worktreeOf(resolve(cwd, repo), include));
  if (fromFile?.kind === "worktree") return checkout(flags, withDefaultInclude(fromFile, include));
  if (fromFile !== undefined) return inPlace(flags, fromFile);
  if (repositoryTop(cwd) === undefined && !isBareRepository(cwd)) {
    throw badInput(
      `${cwd} is in no git repository; say where to work: --repo PATH, or --dir PATH to work in place.`,
    );
  }
  return checkout(flags, worktreeOf(cwd, include));
}

type Worktree = Extract<WorkspaceSpec, { readonly kind: "worktree" }>;

function worktreeOf(repo: string, include: readonly string[]): Worktree {
  return { kind: "worktree", repo, base: "HEAD", include, includeUncommitted: false };
}

function withDefaultInclude(worktree: Worktree, include: readonly string[]): Worktree {
  return worktree.include.length > 0 ? worktree : { ...worktree, include };
}

function checkout(flags: Flags, worktree: Worktree): Worktree {
  const includes = flags.many("include");
  return {
    ...worktree,
    base: flags.text("base") ?? worktree.base,
    include: includes.length > 0 ? includes : worktree.include,
    includeUncommitted: flags.has("include-uncommitted") || worktree.includeUncommitted,
    ...(flags.has("linked") ? { linked: true } : {}),
  };
}

const CHECKOUT_ONLY = ["base", "include", "include-uncommitted", "linked"];

function inPlace(flags: Flags, workspace: WorkspaceSpec): WorkspaceSpec {
  const given = CHECKOUT_ONLY.find((name) => flags.has(name));
  if (given === undefined) return workspace;
  throw badInput(
    `--${given} goes with an isolated checkout (--repo); this worker works in a ${workspace.kind}.`,
  );
}
