import { branchName, type Landing } from "../../../core/landing/landing.ts";
import type { SettledLanding } from "../../../ports/landings.ts";
import type { Sandbox } from "../../../ports/sandbox.ts";
import { findRepository } from "../find-repository.ts";
import { sandboxedGit } from "../sandboxed-git.ts";
import { writableMounts } from "./writable-mounts.ts";
import { targetEnvironment } from "./write-target.ts";

/**
 * What became of a landing that broke off, by looking at the target.
 *
 * S1. The ref is where it was: nothing landed. A checkout whose files and index had followed goes back to it by
 *     the same two-tree merge; one whose files were being written is left, and named.
 * S2. The ref has the commit (or, for an undoing, has it no more): it landed, wherever the ref is by now.
 * S3. A lock of the ref that holds our commit is ours, since nobody else knows that commit; it is taken away. Only
 *     the holder of the target's lock comes here, so whoever made it is dead.
 */
export async function settleLanding(
  sandbox: Sandbox,
  landing: Landing,
  signal: AbortSignal | undefined,
): Promise<SettledLanding> {
  const found = await findRepository(landing.checkout ?? landing.repo);
  const answer = await sandboxedGit(sandbox, {
    what: "looking at a landing",
    script: SETTLE,
    cwd: landing.checkout ?? found.commonDir,
    env: { ...targetEnvironment(landing, found), LEGATE_UNDOES: landing.undoes ?? "" },
    mounts: writableMounts(found, landing.checkout),
    timeoutMs: 120_000,
    signal,
  });
  const [verdict, ...words] = answer.split("\n");
  if (verdict === "landed") return { landed: true };
  return {
    landed: false,
    refusal: { code: "failed", reason: brokeOff(landing, verdict, words.join(" ").trim()) },
  };
}

function brokeOff({ target, checkout }: Landing, verdict: string | undefined, said: string): string {
  const branch = branchName(target);
  if (verdict === "elsewhere")
    return `It broke off, and ${branch} was moved to something else since; nothing of it is there. Land it again.`;
  if (verdict === "files")
    return `It broke off while files of ${checkout} were being written; ${branch} did not move. Look at "git status" there and take those files back with "git restore". git said: ${said}`;
  return `It broke off before ${branch} moved; nothing of it is there. Land it again.`;
}

const SETTLE = `
set -eu
lock="$GIT_COMMON_DIR/$LEGATE_TARGET.lock"
if [ -n "$LEGATE_TO" ] && [ -f "$lock" ] && [ "$(cat "$lock")" = "$LEGATE_TO" ]; then
  rm "$lock"
  if [ -f "$GIT_DIR/HEAD.lock" ] && ! [ -s "$GIT_DIR/HEAD.lock" ]; then rm "$GIT_DIR/HEAD.lock"; fi
fi
tip=$(git rev-parse --verify --quiet "$LEGATE_TARGET^{commit}") || tip=
has() { [ -n "$1" ] && [ -n "$tip" ] && git cat-file -e "$1" 2>/dev/null && git merge-base --is-ancestor "$1" "$tip"; }
if [ "$tip" = "$LEGATE_FROM" ]; then
  if [ -n "$LEGATE_CHECKOUT" ] && git cat-file -e "$LEGATE_TO" 2>/dev/null; then
    if ! said=$(git read-tree -m -u "$LEGATE_TO" "$LEGATE_FROM" 2>&1); then echo files; echo "$said"; exit 0; fi
  fi
  echo not-written
elif [ "$tip" = "$LEGATE_TO" ]; then echo landed
elif [ "$LEGATE_UNDOES" = "$LEGATE_FROM" ] && [ -n "$LEGATE_UNDOES" ]; then
  if has "$LEGATE_FROM"; then echo elsewhere; else echo landed; fi
elif has "$LEGATE_TO"; then echo landed
else echo elsewhere; fi
`;
