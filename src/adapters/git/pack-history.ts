import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { repositoryEnvironment, repositoryMounts } from "./inspect-repository.ts";
import type { UsableRepository } from "./repository-check.ts";
import { sandboxedGit } from "./sandboxed-git.ts";

/**
 * Packs what the base reaches, by a sandboxed git over the user's repository, into `scratch/pack`.
 * Leaves out what the first of `known` that is an ancestor reaches, and answers that one.
 */
export async function packHistory(
  sandbox: Sandbox,
  usable: UsableRepository,
  known: readonly string[],
  scratch: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { found, base } = usable;
  const asked = known.slice(0, MANY_ANCESTORS);
  await writeFile(join(scratch, "known"), asked.map((id) => `${id}\n`).join(""));
  const answer = await sandboxedGit(sandbox, {
    what: "copying history",
    script: PACK_HISTORY,
    cwd: found.top,
    env: { ...repositoryEnvironment(found), LEGATE_SCRATCH: scratch, LEGATE_WANT: base },
    mounts: [...repositoryMounts(found), { path: scratch, mode: "rw" }],
    timeoutMs: 3_600_000,
    signal,
  }).catch((error: unknown) => {
    throw usable.partial && isFailure(error, "git-failed") ? partialClone(usable, error) : error;
  });
  return asked.find((id) => id === answer.trim());
}

/** How many candidates are looked at; each may cost a walk over history. */
const MANY_ANCESTORS = 64;

function partialClone(usable: UsableRepository, cause: LegateError): LegateError {
  const text =
    `${usable.found.top} is a partial clone and lacks objects that the base needs. ` +
    `Run "git fetch --refetch --no-filter" there, or use a full clone.`;
  return new LegateError("repository-unusable", text, { cause, details: { repo: usable.found.top } });
}

const PACK_HISTORY = `
set -eu
echo "$LEGATE_WANT" >"$LEGATE_SCRATCH/revs"
while read -r id; do
  if git merge-base --is-ancestor "$id" "$LEGATE_WANT" 2>/dev/null; then
    echo "^$id" >>"$LEGATE_SCRATCH/revs"
    echo "$id"
    break
  fi
done <"$LEGATE_SCRATCH/known"
git pack-objects -q --revs --thin --delta-base-offset --stdout <"$LEGATE_SCRATCH/revs" >"$LEGATE_SCRATCH/pack"
`;
