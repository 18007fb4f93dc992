import type { Landing, Person } from "../../../core/landing/landing.ts";
import { LegateError } from "../../../ports/failure.ts";
import type { LandingRefused } from "../../../ports/landings.ts";
import type { Sandbox } from "../../../ports/sandbox.ts";
import type { FoundRepository } from "../find-repository.ts";
import { DURABLE_SETTINGS } from "../git-settings.ts";
import { sandboxedGit } from "../sandboxed-git.ts";
import { named } from "./make-commits.ts";
import { writableMounts } from "./writable-mounts.ts";

export interface TargetWrite {
  readonly landing: Landing;
  /** As the checkout sees it, where there is one. */
  readonly found: FoundRepository;
  /** A pack in `scratch` of what the repository lacks; absent when it lacks nothing. */
  readonly pack?: string;
  readonly scratch: string;
  readonly committer: Person;
  readonly now: string;
  /** For the reflog. */
  readonly reason: string;
}

/**
 * Writes the target: the objects, then the ref, and between locking and moving it the files of its
 * checkout. Runs in the sandbox, which sees nothing else that can be written; no hook and no gc runs.
 *
 * T1. The ref moves only from where the landing was computed (compare-and-swap), whoever else moves it.
 * T2. While its lock is held, the two-tree merge of git moves index and files, or leaves all as it is when one is
 *     in the way. Never is a file overwritten that differs from the commit it comes from.
 * T3. So whatever breaks off, the ref is where it was or where it should be; `settle` tells which.
 * T4. Before files move, git compares those whose times differ: one that was written again as it was is not in the way.
 */
export async function writeTarget(sandbox: Sandbox, write: TargetWrite): Promise<LandingRefused | undefined> {
  const { landing, found, scratch, pack, committer, now, reason } = write;
  const answer = await sandboxedGit(sandbox, {
    what: "landing",
    script: WRITE,
    cwd: landing.checkout ?? found.commonDir,
    env: {
      ...targetEnvironment(landing, found),
      ...named("COMMITTER", committer, now),
      LEGATE_PACK: pack ?? "",
      LEGATE_SCRATCH: scratch,
      LEGATE_CHANGE: changeLine(landing),
      LEGATE_REASON: reason,
    },
    settings: { ...DURABLE_SETTINGS, "core.logAllRefUpdates": "true" },
    mounts: [...writableMounts(found, landing.checkout), { path: scratch, mode: "rw" }],
  });
  const [verdict, ...words] = answer.split("\n");
  if (verdict === "landed") return undefined;
  return refusalOf(landing, verdict ?? "", words.join(" ").trim());
}

/** What both writing and settling are told of the target. */
export function targetEnvironment(
  { target, from, to, checkout }: Landing,
  found: FoundRepository,
): Record<string, string> {
  return {
    GIT_DIR: checkout === undefined ? found.commonDir : found.gitDir,
    GIT_COMMON_DIR: found.commonDir,
    ...(checkout === undefined ? {} : { GIT_WORK_TREE: checkout }),
    LEGATE_TARGET: target,
    LEGATE_FROM: from ?? "",
    LEGATE_TO: to ?? "",
    LEGATE_CHECKOUT: checkout ?? "",
  };
}

function changeLine({ target, from, to }: Landing): string {
  if (from === null) return `create ${target} ${to}`;
  return to === null ? `delete ${target} ${from}` : `update ${target} ${to} ${from}`;
}

function refusalOf({ target, checkout }: Landing, verdict: string, said: string): LandingRefused {
  if (verdict === "moved")
    return {
      code: "moved-target",
      reason: `${target} moved meanwhile; land again, on what it is now. git said: ${said}`,
    };
  if (verdict === "in-the-way")
    return {
      code: "dirty-target",
      reason: `Files of ${checkout} are in the way or locked; git said: ${said}`,
    };
  throw new LegateError("git-failed", `Landing on ${target} failed: ${verdict} ${said}`.trim());
}

const WRITE = `
set -eu
trap '' PIPE
if [ -n "$LEGATE_PACK" ]; then git index-pack --strict --stdin <"$LEGATE_PACK" >/dev/null; fi
mkfifo "$LEGATE_SCRATCH/to-refs" "$LEGATE_SCRATCH/from-refs"
git update-ref -m "$LEGATE_REASON" --stdin <"$LEGATE_SCRATCH/to-refs" >"$LEGATE_SCRATCH/from-refs" 2>"$LEGATE_SCRATCH/said" &
exec 3>"$LEGATE_SCRATCH/to-refs" 4<"$LEGATE_SCRATCH/from-refs"
say() { printf '%s\\n' "$1" >&3 || true; }
heard() { line=; read -r line <&4 || true; [ "$line" = "$1: ok" ]; }
give_up() { exec 3>&-; wait || true; echo "$1"; cat "$2"; exit 0; }
say start
heard start || give_up moved "$LEGATE_SCRATCH/said"
say "$LEGATE_CHANGE"
say prepare
heard prepare || give_up moved "$LEGATE_SCRATCH/said"
if [ -n "$LEGATE_CHECKOUT" ]; then
  git update-index -q --refresh >/dev/null 2>&1 || : # T4
  if ! git read-tree -m -u "$LEGATE_FROM" "$LEGATE_TO" >"$LEGATE_SCRATCH/files" 2>&1; then
    say abort
    give_up in-the-way "$LEGATE_SCRATCH/files"
  fi
fi
say commit
if heard commit; then exec 3>&-; wait || true; echo landed; exit 0; fi
if [ -n "$LEGATE_CHECKOUT" ]; then git read-tree -m -u "$LEGATE_TO" "$LEGATE_FROM"; fi
give_up moved "$LEGATE_SCRATCH/said"
`;
