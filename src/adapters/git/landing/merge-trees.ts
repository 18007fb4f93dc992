import type { MergeConflict } from "../../../ports/landings.ts";
import { authorEnvironment } from "../git-layout.ts";
import { parseMerge, type Unmerged } from "./parse-merge.ts";
import type { Workbench } from "./workbench.ts";

export type Merged =
  | { readonly ok: true; readonly tree: string }
  | { readonly ok: false; readonly conflicts: readonly MergeConflict[] };

/**
 * What `theirs` changed since `base`, brought to `ours`: three trees, no work tree. Git looks for what two
 * commits come from by itself, so the trees are given as commits that come from the base.
 */
export async function mergeTrees(
  bench: Workbench,
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
): Promise<Merged> {
  if (ours === base || ours === theirs) return { ok: true, tree: theirs };
  if (theirs === base) return { ok: true, tree: ours };
  const root = await standIn(bench, base);
  return mergeCommits(bench, await standIn(bench, ours, root), await standIn(bench, theirs, root));
}

/** The merge of two commits with the history that they have. */
export async function mergeCommits(bench: Workbench, ours: string, theirs: string): Promise<Merged> {
  const out = await bench.git(["merge-tree", "--write-tree", "-z", "--messages", ours, theirs], {
    settings: { "merge.conflictStyle": "diff3", "merge.renames": "true" },
    alsoOk: 1,
  });
  const { tree, unmerged } = parseMerge(out.toString("utf8"));
  if (unmerged.length === 0) return { ok: true, tree };
  const labels = { [ours]: "target", [theirs]: "worker" };
  const conflicts = [];
  for (const one of unmerged) conflicts.push(await withMarks(bench, tree, one, labels));
  return { ok: false, conflicts };
}

/** A fixed time and nobody's name, so that the same trees make the same commits. */
const STAND_IN = authorEnvironment("2000-01-01T00:00:00Z");

function standIn(bench: Workbench, tree: string, parent?: string): Promise<string> {
  const parents = parent === undefined ? [] : ["-p", parent];
  return bench.id(["commit-tree", tree, ...parents, "-m", "stand-in"], { env: STAND_IN });
}

const LONGEST_SHOWN = 64 * 1024;

/** Adds the file with the three sides marked in it, as it stands in the tree of the attempt. */
async function withMarks(
  bench: Workbench,
  tree: string,
  conflict: Unmerged,
  labels: Readonly<Record<string, string>>,
): Promise<MergeConflict> {
  const listed = await bench.git(["ls-tree", "-l", "-z", tree, "--", conflict.path]);
  const [, id, size] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t/.exec(listed.toString("utf8")) ?? [];
  const sides = [conflict.base, conflict.ours, conflict.theirs].map((side) => side?.id);
  if (id === undefined || sides.includes(id) || Number(size) > LONGEST_SHOWN) return conflict;
  const bytes = await bench.git(["cat-file", "blob", id]);
  const text = bytes.toString("utf8");
  if (text.includes("\0") || !Buffer.from(text).equals(bytes)) return conflict;
  const merged = Object.entries(labels).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  return { ...conflict, merged };
}
