import { execFile } from "node:child_process";
import { lstatSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeRepository } from "../bench/synthetic-repository.ts";
import { createBubblewrapSandbox } from "../src/adapters/bubblewrap/sandbox.ts";
import { createGitWorkspaces } from "../src/adapters/git/workspaces.ts";
import { type Opening, revealedIn } from "./concurrent/opening.ts";

export interface ConcurrentOptions {
  /** Workspaces opened at once, over all processes. @default 64 */
  readonly count?: number;
  /** @default 4 */
  readonly processes?: number;
  /** Files of the repository. @default 200 */
  readonly files?: number;
  /** Slots that are there before, and that each process tries to keep there. @default 8 */
  readonly slots?: number;
}

export interface ConcurrentFigures {
  readonly processes: number;
  /** Slots that lay there before, and those of them that became somebody's workspace. */
  readonly slots: number;
  readonly fromPool: number;
  readonly ms: number;
  readonly opens: number;
  /** Opens that failed, that got what another one had, or that were not the base, whole and clean. */
  readonly failed: number;
  readonly errors: readonly string[];
}

/**
 * Opens many workspaces of one repository at once, from several processes, each of which fills the pool
 * meanwhile; and looks at each: whether it is whole, clean and nobody else's.
 */
export async function run(options: ConcurrentOptions = {}): Promise<ConcurrentFigures> {
  const { count = 64, processes = 4, files = 200, slots = 8 } = options;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "legate-concurrent-")));
  try {
    const repo = makeRepository(join(directory, "repo"), files);
    const stateDir = join(directory, "state");
    const prepared = await inodesOfSlots(stateDir, repo, slots);
    const started = performance.now();
    const lines = await openAll({ stateDir, repo, slots }, count, processes);
    const ms = performance.now() - started;
    const roots = lines.flatMap(({ root }) => root ?? []);
    const inodes = roots.map(inodeIn);
    const whole = await Promise.all(roots.map(isWhole));
    const good = new Set(inodes.filter((_, index) => whole[index])).size;
    return {
      processes,
      slots: prepared.length,
      fromPool: prepared.filter((inode) => inodes.includes(inode)).length,
      ms,
      opens: count,
      failed: count - good,
      errors: lines.flatMap(({ error }) => error ?? []).slice(0, 5),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Line {
  readonly root?: string;
  readonly error?: string;
}

async function openAll(
  what: Omit<Opening, "opens">,
  count: number,
  processes: number,
): Promise<readonly Line[]> {
  const script = fileURLToPath(new URL("concurrent/opening-process.ts", import.meta.url));
  const shares = Array.from({ length: processes }, (_, index) => Math.floor((count + index) / processes));
  const said = await Promise.all(
    shares.map((opens) =>
      promisify(execFile)(process.execPath, [script, JSON.stringify({ ...what, opens })], {
        timeout: 600_000,
      }),
    ),
  );
  const lines = said.flatMap(({ stdout }) => stdout.split("\n").filter((line) => line !== ""));
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Fills the pool, and answers one file's inode in each slot: by them a checkout is known again. */
async function inodesOfSlots(stateDir: string, repo: string, slots: number): Promise<number[]> {
  const sandbox = createBubblewrapSandbox({ hidden: [stateDir], reveal: revealedIn(stateDir) });
  const { pool } = createGitWorkspaces({ stateDir, sandbox, pool: { slots } });
  const spec = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
  if (slots > 0) await pool.fill(spec, {});
  return (await pool.list()).flatMap(({ vault, slots: ready }) => {
    const folder = join(stateDir, "pool", vault.slice(join(stateDir, "vaults/").length), "ready");
    return ready.map(({ name }) => inodeIn(join(folder, name, "tree")));
  });
}

function inodeIn(tree: string): number {
  return lstatSync(join(tree, "d1/e1/changed.txt")).ino;
}

async function isWhole(tree: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)("git", ["status", "--porcelain", "--ignored"], { cwd: tree });
  return stdout === "";
}
