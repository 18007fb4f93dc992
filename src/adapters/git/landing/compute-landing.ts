import { branchName, type LandRequest } from "../../../core/landing/landing.ts";
import { LegateError } from "../../../ports/failure.ts";
import type { LandingSubject } from "../../../ports/landings.ts";
import { seenBase } from "../base-store.ts";
import { gitOf } from "../checkpoint.ts";
import { type ComputedLanding, checkedLanding, conflicting, refusedLanding } from "./computed-landing.ts";
import { fetchTarget } from "./fetch-target.ts";
import { type FoundTarget, findTarget } from "./find-target.ts";
import { checkedPerson } from "./identity.ts";
import { committerFor, type LandingContext } from "./landing-context.ts";
import { makeCommits } from "./make-commits.ts";
import { type PartOf, partialTree } from "./partial-tree.ts";
import { reaches, treeOn, type Workbench } from "./workbench.ts";

/** What a landing would write, with all its new objects on the bench. Reads the user's repository only. */
export async function computeLanding(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  request: LandRequest,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  const git = gitOf(subject.workspace);
  const { strategy } = request;
  checkRequest(subject, request);
  const wanted = {
    repo: request.into ?? git.repo,
    base: git.baseName,
    ...(request.into === undefined ? {} : { having: seenBase(subject.workspace) }),
    ...(request.onto === undefined ? {} : { onto: request.onto }),
  };
  const search = await findTarget(context.sandbox, wanted, signal);
  if (!search.ok) return refusedLanding(strategy, null, search.refusal);
  const { target } = search;
  if (request.expect !== undefined && request.expect !== target.tip)
    return refusedLanding(strategy, target, {
      code: "moved-target",
      reason: notExpected(target, request.expect),
    });
  await fetchTarget(context, git.vault, target, target.tip ?? seenBase(subject.workspace), signal);
  return landOn(context, bench, { subject, request, target }, signal);
}

interface Wanted {
  readonly subject: LandingSubject;
  readonly request: LandRequest;
  readonly target: FoundTarget;
}

async function landOn(
  context: LandingContext,
  bench: Workbench,
  { subject, request, target }: Wanted,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  const { strategy, paths, accepted } = request;
  const onto = target.tip ?? seenBase(subject.workspace);
  const since = await knownThere(bench, subject, target);
  const { tree } = subject.head;
  const work = paths === undefined ? tree : await partialTree(bench, partOf(subject, since.tree), paths);
  const committer = await committerFor(context, target.found, request.committer, signal);
  const author = request.author === undefined ? committer : checkedPerson(request.author);
  const now = context.now();
  const made = await makeCommits(bench, { subject, request, onto, since, work, author, committer, now });
  if (!made.ok) return conflicting(strategy, target, made.conflicts);
  if (made.commit === onto)
    return refusedLanding(strategy, target, { code: "nothing-to-land", reason: hasAll(target) });
  const landing = {
    repo: target.repo,
    target: target.ref,
    strategy,
    from: target.tip,
    to: made.commit,
    ...(target.checkout === null ? {} : { checkout: target.checkout }),
    head: subject.head.commit,
    tree: work,
    ...(paths === undefined ? {} : { paths }),
  };
  const reason = `legate: land ${subject.worker} (${strategy})`;
  const ready = { target, landing, committer, lacks: [made.commit, `^${onto}`], reason };
  return checkedLanding(context, bench, subject, { from: onto, to: made.commit, accepted }, ready, signal);
}

function partOf({ workspace, head }: LandingSubject, base: string): PartOf {
  return { start: gitOf(workspace).baseTree, base, head: head.tree };
}

/** What the target has of the worker's already: its last landing there, if that is still in it, else the base. */
async function knownThere(
  bench: Workbench,
  { landed, workspace }: LandingSubject,
  { ref, tip, repo }: FoundTarget,
) {
  const { base, baseTree } = gitOf(workspace);
  const last = landed.findLast((one) => one.target === ref && one.repo === repo);
  if (last?.to == null || tip === null || !(await reaches(bench, tip, last.to)))
    return { tree: baseTree, commit: base };
  const kind = await bench.git(["cat-file", "--batch-check=%(objecttype)"], { stdin: `${last.tree}\n` });
  if (kind.toString("utf8").trim() !== "tree") return { tree: await treeOn(bench, base), commit: base };
  return { tree: last.tree, commit: last.head };
}

function checkRequest({ workspace }: LandingSubject, { strategy, paths }: LandRequest): void {
  if (paths !== undefined && strategy !== "squash")
    throw new LegateError(
      "bad-input",
      `A part of the work lands as one commit; leave the strategy ${strategy} out.`,
    );
  if (strategy === "merge" && seenBase(workspace) !== gitOf(workspace).base)
    throw new LegateError(
      "bad-input",
      "It started from your uncommitted files, which a merge would bring along as a commit; use the strategy squash.",
    );
}

function notExpected({ ref, tip }: FoundTarget, expected: string): string {
  return `${branchName(ref)} is at ${tip ?? "nothing yet"}, not at ${expected}; look at what it would be now: legate land --dry-run.`;
}

function hasAll({ branch }: FoundTarget): string {
  return `${branch} has all of its work already.`;
}
