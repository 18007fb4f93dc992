import { join } from "node:path";
import type { GitWorkspaces } from "../src/adapters/git/workspaces.ts";
import { median, spread } from "./figures.ts";
import { type Bounds, inRounds, mostMs } from "./rounds.ts";
import { git, makeRepository, REPOSITORY_SIZES } from "./synthetic-repository.ts";
import { timed } from "./timed.ts";
import { inMeasured, openNew, workspacesIn, worktreeOf } from "./workspaces-under-test.ts";

/**
 * A ready workspace against `git worktree add --detach` of the same commit, in turns, for synthetic
 * repositories of 1,000, 20,000 and 100,000 files: from a slot at its base, from a slot of the commit
 * before, and without a slot (cold, with a warm vault). Ratios are ours by git's, so 0.2 is five times
 * faster. Nothing is deleted between rounds, since deletions make later creations slower.
 *
 * @param options.rounds of all sides; fewer for a repository whose rounds take longer than ten minutes
 * (`LEGATE_BENCH_MINUTES`). @default 5
 * @param options.most files of the largest repository. @default 100000
 */
export async function run(
  options: { readonly rounds?: number; readonly most?: number } = {},
): Promise<Record<string, unknown>> {
  const { rounds = 5, most = Number(process.env["LEGATE_BENCH_FILES"] ?? 100_000) } = options;
  const withinMs = mostMs();
  const figures: Record<string, unknown> = { rounds };
  for (const [size, files] of Object.entries(REPOSITORY_SIZES)) {
    if (files > most) continue;
    const row = await inMeasured("pool", (directory) => compare(directory, files, { rounds, withinMs }));
    figures[size] = row;
    process.stderr.write(`${files} files: ${JSON.stringify(row)}\n`);
    figures[`vsWorktreeAdd${size}`] = row.warmMs.median / row.worktreeAddMs.median;
    figures[`otherBaseVsWorktreeAdd${size}`] = row.otherBaseMs.median / row.worktreeAddMs.median;
    figures[`coldVsWorktreeAdd${size}`] = row.coldMs.median / row.worktreeAddMs.median;
    figures[`coldMoreMs${size}`] = row.coldMs.median - row.worktreeAddMs.median;
  }
  return figures;
}

async function compare(directory: string, files: number, { rounds, withinMs }: Bounds) {
  const repo = makeRepository(join(directory, "repo"), files);
  const workspaces = await workspacesIn(join(directory, "state"), 1);
  const firstMs = await timed(() => openNew(workspaces, worktreeOf(repo)));
  const linked = (round: number) => join(directory, `linked-${round}`);
  const sides = {
    warm: () => from(workspaces, repo, "HEAD"),
    otherBase: () => from(workspaces, repo, "HEAD~1"),
    cold: () => timed(() => openNew(workspaces, worktreeOf(repo))),
    worktreeAdd: (round: number) =>
      timed(async () => git(repo, "worktree", "add", "-q", "--detach", linked(round))),
  };
  const times = { warm: [0], otherBase: [0], cold: [0], worktreeAdd: [0] };
  const done = await inRounds({ rounds, withinMs }, async (round) => {
    const names = ["warm", "otherBase", "cold", "worktreeAdd"] as const;
    const turns = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of turns) times[name][round] = await sides[name](round);
    process.stderr.write(`${files} files, round ${round + 1} of ${rounds}\n`);
  });
  await workspaces.pool.fill(worktreeOf(repo), {});
  const slots = (await workspaces.pool.list()).flatMap((pool) => pool.slots);
  return {
    rounds: done,
    warmMs: spread(times.warm),
    otherBaseMs: spread(times.otherBase),
    coldMs: spread(times.cold),
    worktreeAddMs: spread(times.worktreeAdd),
    firstMs,
    idleSlotBytes: median(slots.map(({ bytes }) => bytes)),
  };
}

/** A worker at HEAD, when a slot of that commit lies there. */
async function from(workspaces: GitWorkspaces, repo: string, prepared: string): Promise<number> {
  await workspaces.pool.fill(worktreeOf(repo, prepared), {});
  return timed(() => openNew(workspaces, worktreeOf(repo)));
}
