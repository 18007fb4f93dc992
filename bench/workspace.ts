import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapSandbox } from "../src/adapters/bubblewrap/sandbox.ts";
import { createGitWorkspaces } from "../src/adapters/git/workspaces.ts";
import { systemClock } from "../src/adapters/node/clock.ts";
import { workerId } from "../src/core/ids.ts";
import type { Workspaces } from "../src/ports/workspaces.ts";
import { median, spread } from "./figures.ts";

/**
 * A ready workspace against `git worktree add --detach` of the same commit, and keeping a one-file
 * change, on synthetic repositories of 1,000 and 20,000 files of about 5 KB. The vault is warm, no
 * slot is prepared. Nothing is deleted between rounds: deletions make later creations slower.
 *
 * @param options.rounds of both sides in turns. @default 5
 */
export async function run(options: { rounds?: number } = {}): Promise<Record<string, unknown>> {
  const rounds = options.rounds ?? 5;
  const directory = realpathSync(
    mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? tmpdir(), "legate-bench-workspace-")),
  );
  try {
    const small = await compare(join(directory, "1k"), 1000, rounds);
    const large = await compare(join(directory, "20k"), 20_000, rounds);
    return {
      rounds,
      open1kMs: spread(small.open),
      worktreeAdd1kMs: spread(small.worktreeAdd),
      vsWorktreeAdd1k: median(small.open) / median(small.worktreeAdd),
      coldVault1kMs: small.coldVault,
      firstCheckpoint1kMs: spread(small.firstCheckpoint),
      checkpoint1kMs: spread(small.checkpoint),
      open20kMs: spread(large.open),
      worktreeAdd20kMs: spread(large.worktreeAdd),
      vsWorktreeAdd20k: median(large.open) / median(large.worktreeAdd),
      coldVault20kMs: large.coldVault,
      firstCheckpoint20kMs: spread(large.firstCheckpoint),
      checkpoint20kMs: spread(large.checkpoint),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Times {
  readonly open: number[];
  readonly worktreeAdd: number[];
  /** Right after opening: files as young as the index are compared once more; later ones are not. */
  readonly firstCheckpoint: number[];
  readonly checkpoint: number[];
  readonly coldVault: number;
}

async function compare(directory: string, files: number, rounds: number): Promise<Times> {
  const repo = makeRepository(join(directory, "repo"), files);
  const stateDir = join(directory, "state");
  const reveal = ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name));
  const sandbox = createBubblewrapSandbox({ hidden: [stateDir], reveal });
  await sandbox.report();
  const workspaces = createGitWorkspaces({ stateDir, sandbox, clock: systemClock });
  const coldVault = await timed(() => open(workspaces, repo));
  const times: Times = { open: [], worktreeAdd: [], firstCheckpoint: [], checkpoint: [], coldVault };
  for (let round = 0; round < rounds; round++) {
    const sides = [
      () => ours(workspaces, repo, times),
      () => theirs(repo, join(directory, `linked-${round}`), times),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
    process.stderr.write(`${files} files, round ${round + 1} of ${rounds}\n`);
  }
  return times;
}

async function ours(workspaces: Workspaces, repo: string, times: Times): Promise<void> {
  const worker = workerId(systemClock.uuid());
  const start = performance.now();
  const opened = await open(workspaces, repo, worker);
  times.open.push(performance.now() - start);
  const keep = (seq: number) => {
    writeFileSync(join(opened.root, "d1/e1/changed.txt"), `${seq}\n`);
    return timed(() => workspaces.checkpoint(opened, worker, { seq, last: undefined }, {}));
  };
  times.firstCheckpoint.push(await keep(1));
  await systemClock.sleep(1100); // a turn of a model lies between two checkpoints
  await keep(2);
  await systemClock.sleep(1100);
  times.checkpoint.push(await keep(3));
}

async function theirs(repo: string, path: string, times: Times): Promise<void> {
  times.worktreeAdd.push(await timed(async () => git(repo, "worktree", "add", "-q", "--detach", path)));
}

function open(workspaces: Workspaces, repo: string, worker = workerId(systemClock.uuid())) {
  const spec = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
  return workspaces.open(spec, worker, {});
}

function makeRepository(repo: string, files: number): string {
  mkdirSync(repo, { recursive: true });
  git(repo, "init", "-q");
  git(repo, "config", "gc.auto", "0");
  for (let number = 0; number < files; number++) {
    const folder = join(repo, `d${number % 40}/e${number % 9}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, `f${number}.txt`),
      `line ${number} of a file that stands for source code\n`.repeat(100),
    );
  }
  mkdirSync(join(repo, "d1/e1"), { recursive: true });
  writeFileSync(join(repo, "d1/e1/changed.txt"), "0\n");
  git(repo, "add", "-A");
  git(repo, "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-q", "-m", "all");
  git(repo, "gc", "-q");
  return repo;
}

function git(cwd: string, ...args: string[]): void {
  const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  execFileSync("git", args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
