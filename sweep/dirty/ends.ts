import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WorkerId } from "../../src/core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../src/core/workspace/workspace.ts";
import { aWorker, aWorktree, type Ground, git, openState } from "../../test/adapters/git/support/ground.ts";
import type { Chance } from "../chance.ts";
import { workIn } from "./work-in.ts";

export interface Dirty {
  readonly ground: Ground;
  readonly worker: WorkerId;
  readonly opened: OpenedWorkspace;
  readonly chance: Chance;
  /** What a checkout has that nobody worked in. */
  readonly clean: readonly string[];
  /** Whether the archive of what no commit holds is lost on the way. */
  readonly forgets: boolean;
}

/** What can happen to a checkout in a dirty state; afterwards whoever goes on must find all the work. */
export const ENDS = {
  /** It is stopped: a checkpoint that is cut short, and the one that keeps it to the end. */
  cancel: async (dirty) => {
    const workspaces = openState(dirty.ground.stateDir);
    const cut = new AbortController();
    setTimeout(() => cut.abort(), dirty.chance.below(80));
    const at = { seq: 1, last: undefined };
    await workspaces
      .checkpoint(dirty.opened, dirty.worker, at, { signal: cut.signal })
      .catch(() => undefined);
    const kept = await workspaces.checkpoint(dirty.opened, dirty.worker, at, {});
    return goOn(dirty, kept);
  },
  /** Its directory is given up, and taken up again later. */
  release: async (dirty) => {
    const kept = await releasedFor(dirty);
    return goOn(dirty, kept);
  },
  /** Its directory is given up and becomes another worker's, who must find nothing of it in there. */
  recycle: async (dirty) => {
    const kept = await releasedFor(dirty);
    await recycledFor(dirty);
    return goOn(dirty, kept);
  },
  /** The process that gives it up is killed on the way; another one does it again. */
  crash: async (dirty) => {
    await killedWhileReleasing(dirty);
    const kept = await releasedFor(dirty);
    return goOn(dirty, kept);
  },
} as const satisfies Readonly<Record<string, (dirty: Dirty) => Promise<void>>>;

export type End = keyof typeof ENDS;

async function releasedFor({ ground, worker, opened }: Dirty): Promise<Checkpoint | undefined> {
  const released = await openState(ground.stateDir).release(opened, worker, undefined, {});
  if (!released.removed) throw new Error(`its directory stays: ${released.reason}`);
  if (existsSync(opened.root)) throw new Error("its directory is said to be removed, and is there");
  return released.checkpoint;
}

async function recycledFor({ ground, clean }: Dirty): Promise<void> {
  const workspaces = openState(ground.stateDir);
  await workspaces.pool.tend({});
  const pools = await workspaces.pool.list();
  if (pools.some(({ slots, used }) => slots.length === 0 || used.length > 0))
    throw new Error("it was not recycled");
  const other = await workspaces.open(aWorktree(ground.repo), aWorker(), {});
  const left = workIn(other.root).filter((piece) => !clean.includes(piece));
  if (left.length > 0) throw new Error(`another worker finds ${left[0]}`);
}

async function goOn(dirty: Dirty, kept: Checkpoint | undefined): Promise<void> {
  const { ground, worker, opened, forgets } = dirty;
  const vault = opened.git?.vault ?? "";
  if (forgets) git(vault, "update-ref", "-d", `refs/legate/${worker}/remainder-head`);
  await openState(ground.stateDir).restore(opened, worker, kept, {});
}

/** At a moment of the run that chance says, with every process that belongs to it. */
async function killedWhileReleasing({ ground, worker, opened, chance }: Dirty): Promise<void> {
  const script = fileURLToPath(new URL("./releasing.ts", import.meta.url));
  const args = [script, ground.stateDir, worker, JSON.stringify(opened)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  await delay(chance.below(250));
  child.kill("SIGKILL");
  await closed;
}
