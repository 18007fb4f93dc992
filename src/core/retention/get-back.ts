import type { WorkerId } from "../ids.ts";
import { inPlace, type PastLanding } from "../landing/past-landing.ts";
import type { Worker } from "../worker/worker.ts";
import { keptState } from "../workspace/kept-state.ts";
import { objectFormatOf } from "../workspace/object-format.ts";
import type { WorkspaceGit } from "../workspace/workspace.ts";

/** One way to have something of a worker again that was removed, as a command for a shell. */
export interface GetBack {
  /**
   * `worker`: all of it, from a file that is written before and read by `legate import`. `landing`: what of its work is in the repository.
   * `files`: what the vault keeps, as a new branch of the repository, or of a new one. `remainder`: git data and ignored files, as an archive.
   */
  readonly what: "worker" | "landing" | "files" | "remainder";
  readonly command: string;
}

/** What can be told of a worker after it was removed; objects never leave a vault. `remainder`: the commit of that. */
export function waysBack(
  { id, workspace, checkpoint, landings }: Worker,
  remainder: string | undefined,
): readonly GetBack[] {
  const git = workspace?.git;
  if (git === undefined) return [];
  const { commit, tree } = keptState(git, checkpoint);
  return [
    ...landingWays(landings),
    ...(tree === git.baseTree ? [] : [filesWay(id, git, commit)]), // also of what landed: a branch can be deleted
    ...(remainder === undefined ? [] : [remainderWay(id, git, remainder)]),
  ];
}

/** As long as it is there. */
export function wayBefore(id: WorkerId): GetBack {
  return { what: "worker", command: `legate export ${id} -o ${id}.legate` };
}

function landingWays(landings: readonly PastLanding[]): GetBack[] {
  return inPlace(landings).flatMap(({ repo, to }) =>
    to === null ? [] : [{ what: "landing", command: `git -C ${word(repo)} show ${to}` }],
  );
}

/**
 * A worker that came without a repository has its vault in place of one: it gets a new repository. A fetch that
 * is refused, as into a repository that lacks where the work began, only warns: looking at the branch fails then.
 */
function filesWay(id: WorkerId, { repo, vault }: WorkspaceGit, commit: string): GetBack {
  const what = "files";
  const branch = `legate/${id}`;
  const fetched = `${word(vault)} ${commit}:refs/heads/${branch}`;
  const into = word(repo);
  if (repo !== vault)
    return { what, command: `git -C ${into} fetch ${fetched} && git -C ${into} log -1 ${branch}` };
  const format = objectFormatOf(commit);
  const made = `git init -q --object-format=${format} ${id}`;
  return { what, command: `${made} && git -C ${id} fetch --update-shallow ${fetched}` };
}

function remainderWay(id: WorkerId, { vault }: WorkspaceGit, commit: string): GetBack {
  const command = `git --git-dir=${word(vault)} cat-file blob ${commit}:remainder.tar >${id}.tar`;
  return { what: "remainder", command };
}

/** One word of a command, whatever is in it. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
