import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../src/adapters/node/clock.ts";
import { workerId } from "../src/core/ids.ts";
import { spread } from "./figures.ts";
import { type Bounds, inRounds, mostMs } from "./rounds.ts";
import { git, makeRepository, REPOSITORY_SIZES } from "./synthetic-repository.ts";
import { timed } from "./timed.ts";
import { inMeasured, openNew, workspacesIn, worktreeOf } from "./workspaces-under-test.ts";

/**
 * Keeping a change of one file against a plain `git add -A && git write-tree` of the same change in a
 * linked worktree, in turns, for synthetic repositories of 1,000, 20,000 and 100,000 files. Ratios are ours
 * by git's. Between two looks at a tree lies more than a second, as a turn of a model does.
 *
 * @param options.rounds of both sides; fewer where they take longer than ten minutes. @default 9
 * @param options.most files of the largest repository. @default 100000
 */
export async function run(
  options: { readonly rounds?: number; readonly most?: number } = {},
): Promise<Record<string, unknown>> {
  const { rounds = 9, most = Number(process.env["LEGATE_BENCH_FILES"] ?? 100_000) } = options;
  const figures: Record<string, unknown> = { rounds };
  for (const [size, files] of Object.entries(REPOSITORY_SIZES)) {
    if (files > most) continue;
    const row = await inMeasured("checkpoint", (directory) =>
      compare(directory, files, { rounds, withinMs: mostMs() }),
    );
    figures[size] = row;
    process.stderr.write(`${files} files: ${JSON.stringify(row)}\n`);
    figures[`vsPlainAdd${size}`] = row.checkpointMs.median / row.plainAddMs.median;
  }
  return figures;
}

const CHANGED = "d1/e1/changed.txt";

async function compare(directory: string, files: number, { rounds, withinMs }: Bounds) {
  const repo = makeRepository(join(directory, "repo"), files);
  const linked = join(directory, "linked");
  git(repo, "worktree", "add", "-q", "--detach", linked);
  const workspaces = await workspacesIn(join(directory, "state"), 1);
  await workspaces.pool.fill(worktreeOf(repo), {});
  const worker = workerId(systemClock.uuid());
  const opened = await openNew(workspaces, worktreeOf(repo), worker);
  let seq = 0;
  const ours = () => {
    seq += 1;
    writeFileSync(join(opened.root, CHANGED), `${seq}\n`);
    return timed(() => workspaces.checkpoint(opened, worker, { seq, last: undefined }, {}));
  };
  const plain = () => {
    writeFileSync(join(linked, CHANGED), `${seq}\n`);
    return timed(async () => {
      git(linked, "add", "-A");
      git(linked, "write-tree");
    });
  };
  const first = { checkpoint: await ours(), plainAdd: await plain() };
  const times = { ours: [0], plain: [0] };
  const done = await inRounds({ rounds, withinMs }, async (round) => {
    for (const side of round % 2 === 0 ? (["ours", "plain"] as const) : (["plain", "ours"] as const)) {
      await systemClock.sleep(1100);
      times[side][round] = await (side === "ours" ? ours() : plain());
    }
    process.stderr.write(`${files} files, round ${round + 1} of ${rounds}\n`);
  });
  return {
    rounds: done,
    checkpointMs: spread(times.ours),
    plainAddMs: spread(times.plain),
    firstCheckpointMs: first.checkpoint,
    firstPlainAddMs: first.plainAdd,
  };
}
