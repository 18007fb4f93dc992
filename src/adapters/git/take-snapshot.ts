import { lstatSync } from "node:fs";
import { link, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { WorkspaceGit } from "../../core/workspace/workspace.ts";
import { isFailure } from "../../ports/failure.ts";
import type { SandboxMount } from "../../ports/sandbox.ts";
import { authorEnvironment } from "./git-layout.ts";
import { objectId } from "./object-id.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import { removeQuietly, workerHome } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Reads a worker's tree in the sandbox and makes a commit of it when it differs from `parentTree`.
 *
 * S1. The tree is mounted read-only and read through the trusted git directory with a private copy
 *     of its index: the worker's own `.git` is neither read nor changed.
 * S2. What the commit lacks is named in `ignored`: ignored files, files that could not be read, and
 *     the `.git` of repositories inside the tree (whose files are kept like any others).
 * S3. The result is a claim. The host believes ids only after it has checked the objects itself.
 * S4. The private index is remembered for the next time, as a cache: with it unchanged files are not
 *     read again. When it is damaged or does not fit, the trusted one is used.
 */
export function takeSnapshot<Value>(
  context: WorkspacesContext,
  request: SnapshotRequest,
  use: (snapshot: Snapshot) => Promise<Value>,
): Promise<Value> {
  return withScratch(context.layout, join(request.git.vault, "objects"), async (scratch) => {
    const { nested, second } = await readTwice(context, request, scratch);
    const ignored = {
      count: second.ignored.count + nested.length,
      sample: [...nested, ...second.ignored.sample].slice(0, SAMPLE),
    };
    const snapshot = { tree: objectId(second.tree, "the tree"), ignored, pack: join(scratch, "pack") };
    const result = await use(
      second.commit === "" ? snapshot : { ...snapshot, commit: objectId(second.commit, "the commit") },
    );
    // Only now are all objects that this index names in the vault (S4).
    await rename(join(scratch, "index"), rememberedIndex(context, request.worker)).catch(() => {});
    return result;
  });
}

export interface SnapshotRequest {
  readonly worker: WorkerId;
  readonly git: WorkspaceGit;
  /** The commit it continues, and that commit's tree. */
  readonly parent: string;
  readonly parentTree: string;
  readonly message: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Snapshot {
  readonly tree: string;
  /** Absent when the tree is the parent's. */
  readonly commit?: string;
  /** Where the objects wait that the vault lacks. */
  readonly pack: string;
  readonly ignored: { readonly count: number; readonly sample: readonly string[] };
}

const SAMPLE = 50;

function rememberedIndex(context: WorkspacesContext, worker: WorkerId): string {
  return join(workerHome(context.layout, worker), "index");
}

/** Reads the tree; once more when there are repositories inside to be covered first, or on a bad cache. */
async function readTwice(context: WorkspacesContext, request: SnapshotRequest, scratch: string) {
  const remembered = await link(rememberedIndex(context, request.worker), join(scratch, "remembered")).then(
    () => true,
    () => false,
  );
  const read = async (nested: readonly string[]) => {
    try {
      return await readTree(context, request, scratch, nested);
    } catch (error) {
      if (!remembered || !isFailure(error, "git-failed")) throw error;
      await removeQuietly(join(scratch, "remembered"));
      return readTree(context, request, scratch, nested);
    }
  };
  const first = await read([]);
  return { nested: first.nested, second: first.nested.length === 0 ? first : await read(first.nested) };
}

interface TreeReading {
  readonly nested: readonly string[];
  readonly tree: string;
  readonly commit: string;
  readonly ignored: Snapshot["ignored"];
}

async function readTree(
  context: WorkspacesContext,
  request: SnapshotRequest,
  scratch: string,
  nested: readonly string[],
): Promise<TreeReading> {
  const home = workerHome(context.layout, request.worker);
  const [tree, trusted] = [join(home, "tree"), join(home, "gitdir")];
  const mounts: SandboxMount[] = [
    { path: tree, mode: "ro" },
    { path: trusted, mode: "ro" },
    { path: join(request.git.vault, "objects"), mode: "ro" },
    { path: scratch, mode: "rw" },
    ...(await covers(tree, scratch, nested)),
  ];
  const env = {
    ...authorEnvironment(context.now()),
    GIT_DIR: trusted,
    GIT_WORK_TREE: tree,
    GIT_INDEX_FILE: join(scratch, "index"),
    GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
    LEGATE_SCRATCH: scratch,
    LEGATE_PARENT: request.parent,
    LEGATE_PARENT_TREE: request.parentTree,
    LEGATE_MESSAGE: request.message,
    LEGATE_LOOK_FOR_NESTED: nested.length === 0 ? "yes" : "no",
  };
  const script = SNAPSHOT;
  const run = { what: "taking a checkpoint", script, cwd: tree, env, mounts, signal: request.signal };
  return parseReading(await sandboxedGit(context.sandbox, run));
}

/** Something empty over each nested `.git`, so that git takes the folder around it for a plain one. */
async function covers(tree: string, scratch: string, nested: readonly string[]): Promise<SandboxMount[]> {
  if (nested.length === 0) return [];
  const [folder, file] = [join(scratch, "empty-folder"), join(scratch, "empty-file")];
  await mkdir(folder, { recursive: true });
  await writeFile(file, "");
  return nested.flatMap((path): SandboxMount[] => {
    const at = join(tree, path);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return [{ path: folder, at, mode: "ro" }];
    return stats?.isFile() ? [{ path: file, at, mode: "ro" }] : [];
  });
}

function parseReading(answer: string): TreeReading {
  const [verdict = "", tree = "", commit = "", count = "0"] = answer.split("\n", 4);
  const names = answer
    .split("\n")
    .slice(4)
    .join("\n")
    .split("\0")
    .filter((name) => name !== "");
  if (verdict === "nested") {
    return {
      nested: names.map((name) => name.replace(/^\.\//, "")),
      tree,
      commit,
      ignored: { count: 0, sample: [] },
    };
  }
  return { nested: [], tree, commit, ignored: { count: Number(count), sample: names } };
}

const SNAPSHOT = `
set -eu
cd "$GIT_WORK_TREE"
if [ "$LEGATE_LOOK_FOR_NESTED" = yes ]; then
  find . -mindepth 2 -name .git -prune -print0 >/tmp/nested
  if [ -s /tmp/nested ]; then
    printf 'nested\\n\\n\\n\\n'
    head -z -n 200 /tmp/nested
    exit 0
  fi
fi
# The time of the copy must stay that of the original: by it git knows which entries to read again.
trusted="$GIT_DIR/index"
if [ -f "$LEGATE_SCRATCH/remembered" ]; then trusted="$LEGATE_SCRATCH/remembered"; fi
cp -p "$trusted" "$GIT_INDEX_FILE"

# A submodule's folder that got files is an ordinary folder from now on; else git would not look into it.
git ls-files -s -z | tr '\\n\\000' '\\001\\n' | sed -n 's/^160000 [0-9a-f]* [0-9]\\t//p' >/tmp/links
while IFS= read -r line; do
  path=$(printf '%s.' "$line" | tr '\\001' '\\n'); path=\${path%.}
  if [ -d "$path" ] && [ -n "$(ls -A -- "$path")" ]; then
    printf '0 %s\\t%s\\000' "$LEGATE_PARENT_TREE" "$path" | git update-index -z --index-info
  fi
done </tmp/links

: >/tmp/left
if ! git add -A --ignore-errors 2>/tmp/trouble; then
  git ls-files -z --others --exclude-standard >/tmp/left
  git diff-files -z --name-only >>/tmp/left
  if ! [ -s /tmp/left ]; then cat /tmp/trouble >&2; exit 1; fi
fi
git diff-index -z --cached --diff-filter=ATM --raw "$LEGATE_PARENT_TREE" | tr '\\n\\000' '\\001\\n' |
  sed -n '/^:[0-7]* 160000 /{n;p}' | tr '\\n\\001' '\\000\\n' >>/tmp/left
git ls-files -z --others --ignored --exclude-standard --directory --no-empty-directory >>/tmp/left

tree=$(git write-tree)
commit=
if [ "$tree" != "$LEGATE_PARENT_TREE" ]; then
  commit=$(git commit-tree "$tree" -p "$LEGATE_PARENT" -m "$LEGATE_MESSAGE")
  printf '%s\\n^%s\\n' "$commit" "$LEGATE_PARENT" |
    git pack-objects -q --revs --thin --delta-base-offset --stdout >"$LEGATE_SCRATCH/pack"
fi
printf 'kept\\n%s\\n%s\\n%s\\n' "$tree" "$commit" "$(tr -cd '\\000' </tmp/left | wc -c)"
head -z -n ${SAMPLE} /tmp/left
`;
