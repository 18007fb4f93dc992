import { OBJECT_FORMATS, type ObjectFormat } from "../../core/workspace/object-format.ts";
import type { Sandbox, SandboxMount } from "../../ports/sandbox.ts";
import type { FoundRepository } from "./find-repository.ts";
import { sandboxedGit } from "./sandboxed-git.ts";

/** What the user's repository says of itself, asked in the sandbox with everything mounted read-only. */
export interface RepositoryFacts {
  readonly objectFormat: ObjectFormat;
  /** Commit of HEAD; absent when it is unborn. */
  readonly head?: string;
  /** Commit that the asked base names; absent when nothing does. */
  readonly base?: string;
  /** Whether any ref leads to a commit. */
  readonly hasCommits: boolean;
  /** Whether objects are left on a server until wanted. */
  readonly partial: boolean;
}

/** How much is looked for in the work tree: it takes its time. */
export type Look = "nothing" | "count" | "suggestions";

/** Two answers of one sandboxed run, the first of them long before the other. */
export interface Inspection {
  readonly facts: Promise<RepositoryFacts>;
  readonly workTree: Promise<WorkTreeState>;
}

/** What lies in the user's work tree beside HEAD. His filters run, if at all, inside the sandbox. */
export interface WorkTreeState {
  /** Files that differ from HEAD: tracked, staged and untracked ones. */
  readonly uncommittedFiles: number;
  /** Only when they were asked for. */
  readonly suggestedIncludes: readonly string[];
}

/** Asks the repository what `base` is there, and what lies in its work tree. */
export function inspectRepository(
  sandbox: Sandbox,
  found: FoundRepository,
  base: string,
  { look, signal }: { readonly look: Look; readonly signal?: AbortSignal | undefined },
): Inspection {
  const first = Promise.withResolvers<RepositoryFacts>();
  let said = "";
  const run = sandboxedGit(sandbox, {
    what: "reading the repository",
    script: INSPECT,
    cwd: found.top,
    env: {
      ...repositoryEnvironment(found),
      LEGATE_BASE: base,
      LEGATE_LOOK: found.bare ? "nothing" : look,
    },
    mounts: repositoryMounts(found),
    signal,
    onOutput: (text) => {
      said += text;
      const lines = said.split("\n");
      if (lines.length > FACT_LINES) first.resolve(factsFrom(lines));
    },
  });
  run.then((answer) => first.resolve(factsFrom(answer.split("\n"))), first.reject);
  first.promise.catch(() => {}); // whoever waits for the other answer hears of it there
  const workTree = run.then((answer) => stateFrom(answer.trimEnd().split("\n").slice(FACT_LINES)));
  workTree.catch(() => {}); // as is this
  return { facts: first.promise, workTree };
}

const FACT_LINES = 5;

function factsFrom([format, head, base, any, partial]: readonly string[]): RepositoryFacts {
  const objectFormat = OBJECT_FORMATS.find((known) => known === format) ?? "sha1";
  return {
    objectFormat,
    ...(head ? { head } : {}),
    ...(base ? { base } : {}),
    hasCommits: any !== "",
    partial: partial === "partial",
  };
}

function stateFrom([count = "0", ...suggested]: readonly string[]): WorkTreeState {
  return {
    uncommittedFiles: Number(count),
    suggestedIncludes: suggested.map((line) => line.replace(/\/$/, "")),
  };
}

export function repositoryEnvironment(found: FoundRepository): Record<string, string> {
  return {
    GIT_DIR: found.gitDir,
    GIT_COMMON_DIR: found.commonDir,
    ...(found.bare ? {} : { GIT_WORK_TREE: found.top }),
  };
}

export function repositoryMounts(found: FoundRepository): SandboxMount[] {
  return found.visible.map((path) => ({ path, mode: "ro" }));
}

/**
 * Prints the facts in five lines, then how many files differ, then suggestions. A process takes as long as all
 * that it looks for: what one says, no other is asked for. A filter of the user's that does not run in here
 * (git-lfs, most often) must not keep him from working.
 */
const INSPECT = `
first=$(git rev-parse --show-object-format --verify --quiet 'HEAD^{commit}' 2>/dev/null)
case "$first" in sha*) ;; *) git rev-parse --show-object-format; exit 1 ;; esac
set -- $first
format=$1
head=\${2:-}
one_commit() {
  id=$(git rev-parse --verify --quiet --end-of-options "$1^{commit}" 2>/dev/null) || id=
  case "$id" in *[!0-9a-f]*) echo ;; *) echo "$id" ;; esac
}
echo "$format"
echo "$head"
if [ "$LEGATE_BASE" = HEAD ]; then echo "$head"; else one_commit "$LEGATE_BASE"; fi
if [ -n "$head" ] || [ -n "$(git for-each-ref --count=1)" ] || git rev-parse --verify --quiet HEAD >/dev/null; then echo some; else echo; fi
if git config --get-regexp '^(extensions\\.partialclone|remote\\..*\\.promisor)$' >/dev/null; then echo partial; else echo; fi
[ "$LEGATE_LOOK" != nothing ] || exit 0
set -eu
: >/tmp/ignored
listing=
if [ "$LEGATE_LOOK" = suggestions ]; then
  git ls-files -z --others --ignored --exclude-standard --directory --no-empty-directory >/tmp/ignored &
  listing=$!
fi
look() { git "$@" status --porcelain=v1 -z --no-renames --untracked-files=all --ignore-submodules=dirty >/tmp/status; }
if ! look 2>/tmp/trouble; then
  git config --name-only --get-regexp '^filter\\..*\\.(clean|process|required)$' |
    sed -n 's/^filter\\.\\(.*\\)\\.[a-z]*$/\\1/p' | sort -u >/tmp/filters
  [ -s /tmp/filters ] || { cat /tmp/trouble >&2; exit 1; }
  set --
  while IFS= read -r name; do
    set -- "$@" -c "filter.$name.required=false" -c "filter.$name.clean=" -c "filter.$name.process="
  done </tmp/filters
  look "$@"
fi
tr -cd '\\000' </tmp/status | wc -c
if [ -n "$listing" ]; then wait "$listing"; fi
tr '\\000' '\\n' </tmp/ignored | grep -E '(^|/)(node_modules|\\.venv|venv|vendor|bower_components|Pods)/$' | head -n 20 || true
`;
