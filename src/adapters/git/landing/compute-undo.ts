import { branchName, type Landing, type UndoRequest } from "../../../core/landing/landing.ts";
import type { LandingSubject } from "../../../ports/landings.ts";
import { gitOf } from "../checkpoint.ts";
import { type ComputedLanding, checkedLanding, conflicting, refusedLanding } from "./computed-landing.ts";
import { fetchTarget } from "./fetch-target.ts";
import { type FoundTarget, findTarget } from "./find-target.ts";
import { committerFor, type LandingContext } from "./landing-context.ts";
import { commit } from "./make-commits.ts";
import { mergeTrees } from "./merge-trees.ts";
import { reaches, treeOn, type Workbench } from "./workbench.ts";

/**
 * How the worker's last landing is taken back: where the branch is still at it and no remote has it, the branch
 * goes back to where it was; else a commit reverts it. Reads the user's repository only.
 */
export async function computeUndo(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  request: UndoRequest,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  const last = subject.landed.at(-1);
  if (last?.to == null)
    return refusedLanding("undo", null, {
      code: "nothing-to-land",
      reason: "Nothing of it landed that was not taken back.",
    });
  const wanted = { repo: last.repo, onto: branchName(last.target), base: "HEAD" };
  const search = await findTarget(context.sandbox, wanted, signal);
  if (!search.ok) return refusedLanding("undo", null, search.refusal);
  const { target } = search;
  if (target.tip === null) return refusedLanding("undo", target, notThere(last));
  await fetchTarget(context, gitOf(subject.workspace).vault, target, target.tip, signal);
  const { tip } = target;
  if (!(await reaches(bench, tip, last.to))) return refusedLanding("undo", target, notThere(last));
  const undo = { last: { ...last, to: last.to }, tip, target, request };
  if (tip !== last.to || target.published) return reverted(context, bench, subject, undo, signal);
  return wentBack(context, bench, subject, undo, signal);
}

interface Undo {
  readonly last: Landing & { readonly to: string };
  readonly tip: string;
  readonly target: FoundTarget;
  readonly request: UndoRequest;
}

function notThere({ target, to }: Landing) {
  const reason = `${branchName(target)} does not have the commit ${to} any more, so there is nothing to take back.`;
  return { code: "nothing-to-land", reason } as const;
}

async function wentBack(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  { last, tip, target, request }: Undo,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  if (last.from === null && target.checkout !== null) {
    const reason = `${target.branch} was made by the landing and is checked out at ${target.checkout}; check out another branch there first.`;
    return refusedLanding("undo", target, { code: "busy-target", reason });
  }
  const committer = await committerFor(context, target.found, request.committer, signal);
  const ready = {
    target,
    landing: intent(last, target, last.from),
    committer,
    lacks: [],
    reason: reason(subject),
  };
  const to = await commitBefore(bench, last);
  return checkedLanding(context, bench, subject, { from: tip, to, accepted: [] }, ready, signal);
}

/** Where the branch was; one that the landing made began at the commit below it. */
async function commitBefore(bench: Workbench, { from, to }: Undo["last"]): Promise<string> {
  return from ?? bench.id(["rev-parse", "--verify", `${to}^`]);
}

/** What the landing changed, taken out of what the branch is now. */
async function reverted(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  { last, tip, target, request }: Undo,
  signal: AbortSignal | undefined,
): Promise<ComputedLanding> {
  const before = await commitBefore(bench, last);
  const merged = await mergeTrees(bench, {
    base: await treeOn(bench, last.to),
    ours: await treeOn(bench, tip),
    theirs: await treeOn(bench, before),
  });
  if (!merged.ok) return conflicting("undo", target, merged.conflicts);
  if (merged.tree === (await treeOn(bench, tip))) return refusedLanding("undo", target, notThere(last));
  const committer = await committerFor(context, target.found, request.committer, signal);
  const text = `Take back the work of ${subject.worker}\n\nThis reverts what the commit ${last.to} brought.\n\nLegate-Undoes: ${last.to}\n`;
  const signed = { author: committer, committer, now: context.now() };
  const to = await commit(bench, signed, merged.tree, [tip], text);
  const landing = intent(last, target, to);
  const ready = { target, landing, committer, lacks: [to, `^${tip}`], reason: reason(subject) };
  return checkedLanding(context, bench, subject, { from: tip, to, accepted: [] }, ready, signal);
}

const reason = ({ worker }: LandingSubject) => `legate: take back ${worker}`;

function intent(last: Undo["last"], { checkout, tip }: FoundTarget, to: string | null): Landing {
  const { repo, target, head, tree } = last;
  const follows = checkout === null ? {} : { checkout };
  return { repo, target, strategy: "undo", from: tip, to, ...follows, head, tree, undoes: last.to };
}
