import { isBranchName } from "../../../core/landing/branch-name.ts";
import { branchName } from "../../../core/landing/landing.ts";
import { LegateError } from "../../../ports/failure.ts";
import type { LandingRefused, LandingTarget } from "../../../ports/landings.ts";
import type { Sandbox } from "../../../ports/sandbox.ts";
import type { FoundRepository } from "../find-repository.ts";
import { repositoryEnvironment, repositoryMounts } from "../inspect-repository.ts";
import { objectId } from "../object-id.ts";
import { sandboxedGit } from "../sandboxed-git.ts";
import { whatKeepsBusy } from "./busy-target.ts";
import { findCheckout, LIST_WORK_TREES } from "./find-checkout.ts";
import { workRepository } from "./work-repository.ts";

/** A branch of the user's that work may land on, as it is now. */
export interface FoundTarget extends LandingTarget {
  readonly found: FoundRepository;
  /** The repository as its checkout sees it; differs from `found` in a linked work tree. */
  readonly checkedOut: FoundRepository | null;
  /** Some remote has its tip, as far as the repository knows. */
  readonly published: boolean;
}

export interface WantedTarget {
  /** Any path of the repository. */
  readonly repo: string;
  /** Short or whole name of a branch. @default `base` when that is a branch, else the one that is checked out */
  readonly onto?: string;
  readonly base: string;
  /** A commit that must be there: only a clone of the repository that the work is based on has it. @default none */
  readonly having?: string;
}

export type TargetSearch =
  | { readonly ok: true; readonly target: FoundTarget }
  | { readonly ok: false; readonly refusal: LandingRefused };

/** Looks the target up: asked in the sandbox, with everything mounted read-only. */
export async function findTarget(
  sandbox: Sandbox,
  wanted: WantedTarget,
  signal?: AbortSignal,
): Promise<TargetSearch> {
  const onto = wanted.onto === undefined ? undefined : checkedBranch(wanted.onto);
  const found = await workRepository(wanted.repo, wanted.having !== undefined);
  const answer = await sandboxedGit(sandbox, {
    what: "reading the target",
    script: TARGET,
    cwd: found.top,
    env: {
      ...repositoryEnvironment(found),
      LEGATE_ONTO: onto === undefined ? "" : `refs/heads/${onto}`,
      LEGATE_BASE: wanted.base,
      LEGATE_HAVING: wanted.having ?? "",
    },
    mounts: repositoryMounts(found),
    timeoutMs: 60_000,
    signal,
  });
  const [verdict = "", ref = "", tip = "", published = "", ...worktrees] = answer.split("\n");
  if (verdict !== "ok") return refused(verdict, ref, found);
  const checkedOut = await findCheckout(found, ref, worktrees.join("\n"));
  if (checkedOut === "unnamed") return refused("unnamed", ref, found);
  const busy = await whatKeepsBusy(found, checkedOut, ref);
  if (busy !== undefined) return { ok: false, refusal: { code: "busy-target", reason: busy } };
  const target: FoundTarget = {
    repo: found.top,
    branch: branchName(ref),
    ref,
    tip: tip === "" ? null : objectId(tip, ref),
    checkout: checkedOut?.top ?? null,
    found,
    checkedOut,
    published: published === "published",
  };
  if (target.tip === null && target.checkout !== null) return refused("unborn", ref, found);
  return { ok: true, target };
}

function checkedBranch(name: string): string {
  if (isBranchName(name)) return name;
  throw new LegateError(
    "bad-input",
    `${JSON.stringify(name)} is not the name of a branch; give one such as main.`,
  );
}

function refused(verdict: string, ref: string, found: FoundRepository): TargetSearch {
  return { ok: false, refusal: { code: "no-target", reason: noTarget(verdict, ref, found) } };
}

function noTarget(verdict: string, ref: string, { top, commonDir }: FoundRepository): string {
  switch (verdict) {
    case "detached":
      return `${top} has no branch checked out (its HEAD is detached); name a branch with --onto.`;
    case "symbolic":
      return `${branchName(ref)} is another name for a different branch of ${top}; name that one with --onto.`;
    case "other-repository":
      return `${top} lacks the commit that the work started from: it is no clone of the same repository, or an older one. Fetch there first, or take the work as a patch: legate land --strategy patch.`;
    case "unborn":
      return `${branchName(ref)} is checked out in ${top} and has no commit yet; make a first one, or name another branch with --onto.`;
    case "unnamed":
      return `${branchName(ref)} is checked out in a work tree that ${commonDir} does not name, so its files could not follow; land from that work tree (--into PATH), or check out another branch there first.`;
    default:
      return `${branchName(ref)} is no branch of ${top} that a commit could be added to; name another with --onto.`;
  }
}

const TARGET = `
set -eu
head=$(git symbolic-ref -q HEAD) || head=
ref=$LEGATE_ONTO
if [ -z "$ref" ] && [ "$LEGATE_BASE" != HEAD ] && git show-ref --verify --quiet "refs/heads/$LEGATE_BASE"; then
  ref="refs/heads/$LEGATE_BASE"
fi
if [ -z "$ref" ]; then ref=$head; fi
answer() { printf '%s\\n%s\\n\\n\\n' "$1" "$ref"; exit 0; }
if [ -n "$LEGATE_HAVING" ] && ! git cat-file -e "$LEGATE_HAVING^{commit}" 2>/dev/null; then answer other-repository; fi
if [ -z "$ref" ]; then answer detached; fi
case "$ref" in refs/heads/*) ;; *) answer other ;; esac
git check-ref-format "$ref" || answer other
if git symbolic-ref -q "$ref" >/dev/null; then answer symbolic; fi
tip=
if git show-ref --verify --quiet "$ref"; then
  tip=$(git rev-parse --verify --quiet --end-of-options "$ref^{commit}") || answer other
fi
published=
if [ -n "$tip" ] && [ -n "$(git for-each-ref --count=1 --contains="$tip" refs/remotes)" ]; then published=published; fi
printf 'ok\\n%s\\n%s\\n%s\\n' "$ref" "$tip" "$published"
${LIST_WORK_TREES}`;
