import { commitMessage } from "../../../core/landing/commit-message.ts";
import type { LandRequest, Person } from "../../../core/landing/landing.ts";
import type { LandingSubject, MergeConflict } from "../../../ports/landings.ts";
import { mergeCommits, mergeTrees } from "./merge-trees.ts";
import { treeOn, type Workbench } from "./workbench.ts";

export interface CommitPlan {
  readonly subject: LandingSubject;
  readonly request: LandRequest;
  /** The commit that the first new one comes after. */
  readonly onto: string;
  /** What of the worker's is known there already: a tree, and the commit that the checkpoints since come after. */
  readonly since: { readonly tree: string; readonly commit: string };
  /** The tree of the work that lands. */
  readonly work: string;
  readonly author: Person;
  readonly committer: Person;
  /** ISO 8601 UTC. */
  readonly now: string;
}

export type MadeCommits =
  | { readonly ok: true; readonly commit: string }
  | { readonly ok: false; readonly conflicts: readonly MergeConflict[] };

/** Makes the commits of a landing on the bench. Answers `onto` itself when there is nothing that it lacks. */
export async function makeCommits(bench: Workbench, plan: CommitPlan): Promise<MadeCommits> {
  switch (plan.request.strategy) {
    case "squash":
      return squashed(bench, plan);
    case "merge":
      return mergedWith(bench, plan);
    case "rebase":
      return rebased(bench, plan);
  }
}

async function squashed(bench: Workbench, plan: CommitPlan): Promise<MadeCommits> {
  const { onto, since, work, subject, request } = plan;
  const ours = await treeOn(bench, onto);
  const merged = await mergeTrees(bench, { base: since.tree, ours, theirs: work });
  if (!merged.ok) return merged;
  if (merged.tree === ours) return { ok: true, commit: onto };
  return {
    ok: true,
    commit: await commit(bench, plan, merged.tree, [onto], commitMessage(subject, request)),
  };
}

/** A merge has the checkpoints themselves as its other parent. */
async function mergedWith(bench: Workbench, plan: CommitPlan): Promise<MadeCommits> {
  const { onto, subject, request } = plan;
  const { commit: head } = subject.head;
  const ahead = await bench.git([
    "rev-list",
    "--count",
    "--max-count=1",
    "--end-of-options",
    head,
    `^${onto}`,
  ]);
  if (ahead.toString("utf8").trim() === "0") return { ok: true, commit: onto };
  const merged = await mergeCommits(bench, onto, head);
  if (!merged.ok) return merged;
  return {
    ok: true,
    commit: await commit(bench, plan, merged.tree, [onto, head], commitMessage(subject, request)),
  };
}

/** Each checkpoint becomes a commit of its own, on top of the one before; what changes nothing is left out. */
async function rebased(bench: Workbench, plan: CommitPlan): Promise<MadeCommits> {
  const { since, subject, request } = plan;
  const range = ["--end-of-options", subject.head.commit, `^${since.commit}`];
  const listed = await bench.git(["rev-list", "--reverse", "--first-parent", ...range]);
  const checkpoints = listed
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  let tip = plan.onto;
  let base = since.tree;
  for (const [index, checkpoint] of checkpoints.entries()) {
    const [ours, theirs] = [await treeOn(bench, tip), await treeOn(bench, checkpoint)];
    const merged = await mergeTrees(bench, { base, ours, theirs });
    if (!merged.ok) return merged;
    base = theirs;
    if (merged.tree === ours) continue;
    const suffix = checkpoints.length === 1 ? "" : ` (${index + 1} of ${checkpoints.length})`;
    const text = commitMessage(subject, { ...request, suffix });
    tip = await commit(bench, plan, merged.tree, [tip], text);
  }
  return { ok: true, commit: tip };
}

type Signed = Pick<CommitPlan, "author" | "committer" | "now">;

export function commit(
  bench: Workbench,
  { author, committer, now }: Signed,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  return bench.id(args, {
    stdin: message,
    env: { ...named("AUTHOR", author, now), ...named("COMMITTER", committer, now) },
  });
}

export function named(
  role: "AUTHOR" | "COMMITTER",
  { name, email }: Person,
  now: string,
): Record<string, string> {
  return { [`GIT_${role}_NAME`]: name, [`GIT_${role}_EMAIL`]: email, [`GIT_${role}_DATE`]: now };
}
