import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import { DEFAULT_POOL, type PoolLimits } from "../../core/workspace/pool.ts";
import type { OpenedWorkspace, WorkspaceSpec } from "../../core/workspace/workspace.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { WorkspacePool } from "../../ports/workspace-pool.ts";
import type { WorkspaceCheck, WorkspaceOptions, Workspaces } from "../../ports/workspaces.ts";
import { createSlots } from "./checkout-slots.ts";
import { gitOf, keepFiles } from "./checkpoint.ts";
import { diffCommits } from "./diff.ts";
import { forgetWorkers, keptWorkers } from "./forget-workers.ts";
import { checkIncludes } from "./includes.ts";
import { inspectWorktree } from "./inspect-worktree.ts";
import { checkDerived, openDerived } from "./open-derived.ts";
import { openWorktree } from "./open-worktree.ts";
import { packWorker } from "./pack-worker.ts";
import { inspectNone, openDirectory, openNone, realDirectory, releaseNone } from "./plain-workspaces.ts";
import { canShareBlocks } from "./pool/copy-slot.ts";
import { createPool } from "./pool/create-pool.ts";
import { claimPorts, freePorts } from "./port-blocks.ts";
import { abandonWorktree, releaseWorktree } from "./release.ts";
import { usableRepository } from "./repository-check.ts";
import { restoreWorktree } from "./restore.ts";
import { stateLayout, sweep } from "./state-layout.ts";
import { takeIn } from "./take-in.ts";
import { unpackWorker } from "./unpack-worker.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";
import { writeOut } from "./write-out.ts";

export interface GitWorkspacesOptions {
  /** Absolute; made when missing. Vaults, checkouts, locks and trash live in folders of their own below it. */
  readonly stateDir: string;
  /** Where everything runs that reads a user's repository or a worker's tree. */
  readonly sandbox: Sandbox;
  /** For the dates of checkpoints. @default the machine's clock */
  readonly clock?: Pick<Clock, "now">;
  /** How much may lie prepared. @default `DEFAULT_POOL` */
  readonly pool?: Partial<PoolLimits>;
}

/** Workspaces with a pool of prepared checkouts behind them. */
export interface GitWorkspaces extends Workspaces {
  readonly pool: WorkspacePool;
}

/**
 * Workspaces over git: for each repository a vault of our own, for each worker a private checkout that
 * borrows from it. The user's repository is only ever read, and only in the sandbox.
 */
export function createGitWorkspaces(options: GitWorkspacesOptions): GitWorkspaces {
  const layout = stateLayout(options.stateDir);
  let shares: Promise<boolean> | undefined;
  const canShareOnce = () => {
    shares ??= canShareBlocks(layout);
    return shares;
  };
  const context: WorkspacesContext = {
    layout,
    sandbox: options.sandbox,
    now: () => options.clock?.now() ?? new Date().toISOString(),
    pool: { ...DEFAULT_POOL, ...options.pool },
    canShareBlocks: canShareOnce,
    inCheckoutSlot: createSlots(2),
  };
  return {
    pool: createPool(context),
    check: (spec) => check(context, spec),
    open: (spec, worker, opts) => open(context, spec, worker, opts),
    restore: async (workspace, worker, last, opts) => {
      if (workspace.kind === "worktree") return restoreWorktree(context, workspace, worker, last, opts);
      if (workspace.kind === "none") await openNone(context.layout, worker);
      else await openDirectory(workspace.root);
      return "present";
    },
    checkpoint: async (workspace, worker, at, opts) => {
      if (workspace.kind !== "worktree") return undefined;
      return (await keepFiles(context, workspace, worker, { name: String(at.seq), last: at.last }, opts))
        .changed;
    },
    diff: async (workspace, checkpoint, since) => {
      if (workspace.kind !== "worktree") return { files: [], patch: new Uint8Array() };
      const git = gitOf(workspace);
      return diffCommits(git.vault, since?.commit ?? git.base, keptState(git, checkpoint).commit);
    },
    writeOut: (workspace, worker, asked, opts) => writeOut(context, workspace, worker, asked, opts),
    takeIn: (workspace, last, other, opts) => takeIn(context, workspace, last, other, opts),
    release: async (workspace, worker, last, opts) => {
      if (workspace.kind === "directory")
        return { removed: false, reason: `${workspace.root} belongs to the caller.` };
      if (workspace.kind === "worktree") {
        const released = await releaseWorktree(context, workspace, worker, last, opts);
        if (released.removed) void sweep(context.layout, new Date()).catch(() => {});
        return released;
      }
      return releaseNone(context.layout, worker);
    },
    inspect: async (workspace, worker, last, opts) =>
      workspace.kind === "worktree"
        ? inspectWorktree(context, workspace, worker, last, opts)
        : inspectNone(context.layout, workspace, worker),
    abandon: async (workspace, worker) => {
      if (workspace.kind === "directory")
        return { removed: false, reason: `${workspace.root} belongs to the caller.` };
      return workspace.kind === "worktree"
        ? abandonWorktree(context, workspace, worker)
        : releaseNone(context.layout, worker);
    },
    kept: () => keptWorkers(context),
    forget: async (workers, before) => {
      const refs = await forgetWorkers(context, workers, before);
      const left = new Set(await keptWorkers(context));
      await freePorts(
        context.layout,
        workers.filter((worker) => !left.has(worker)),
      );
      return refs;
    },
    pack: (workspace, worker, last, opts) => packWorker(context, workspace, worker, last, opts),
    unpack: (files, worker, place, opts) => unpackWorker(context, files, worker, place, opts),
  };
}

async function open(
  context: WorkspacesContext,
  spec: WorkspaceSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<OpenedWorkspace> {
  switch (spec.kind) {
    case "none":
      return openNone(context.layout, worker);
    case "directory":
      return openDirectory(spec.path);
    case "worktree":
      return withPorts(context, worker, await openWorktree(context, spec, worker, options));
    case "derived":
      return withPorts(context, worker, await openDerived(context, spec, worker, options));
  }
}

/** A checkout is where services are run. */
async function withPorts(
  { layout }: WorkspacesContext,
  worker: WorkerId,
  opened: OpenedWorkspace,
): Promise<OpenedWorkspace> {
  const ports = opened.kind === "worktree" ? await claimPorts(layout, worker) : undefined;
  return ports === undefined ? opened : { ...opened, ports };
}

async function check(context: WorkspacesContext, spec: WorkspaceSpec): Promise<WorkspaceCheck> {
  if (spec.kind === "none") return { uncommittedFiles: 0, suggestedIncludes: [] };
  if (spec.kind === "directory")
    return { uncommittedFiles: 0, suggestedIncludes: [], directory: await realDirectory(spec.path) };
  if (spec.kind === "derived") {
    const base = await checkDerived(context, spec);
    return { uncommittedFiles: 0, suggestedIncludes: [], ...(base === undefined ? {} : { base }) };
  }
  const usable = await usableRepository(context.sandbox, spec, "suggestions");
  await checkIncludes(context.sandbox, usable.found, spec.include);
  return { ...(await usable.workTree), base: usable.base };
}
