import { LegateError } from "../../ports/failure.ts";
import type { PackedAbout } from "../../ports/packed-files.ts";
import { hostGit } from "./hardened-git.ts";
import { treeOf } from "./pin-base.ts";
import { hasCommit } from "./vault.ts";

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `keepFiles` and `releaseWorktree` make no others; a name becomes a part of a ref and of a path. */
const SNAPSHOT = /^(?:\d{1,15}|release)(?:-\d{1,9})?$/;

/** Throws `bad-input` for names and ids that could not be ours, before they reach a path or a command. */
export function checkPackedAbout({
  base,
  baseTree,
  baseName,
  snapshots,
  head,
  remainder,
}: PackedAbout): void {
  const heads = head === undefined ? [] : [head.commit, head.tree];
  const ids = [base, baseTree, ...snapshots.map(({ commit }) => commit), ...heads];
  if (remainder !== undefined) ids.push(remainder);
  const badId = ids.find((id) => !OBJECT_ID.test(id) || id.length !== base.length);
  if (badId !== undefined) throw refused(`${JSON.stringify(badId)} is not the id of an object`);
  const names = snapshots.map(({ name }) => name);
  const badName = names.find((name, index) => !SNAPSHOT.test(name) || names.indexOf(name) !== index);
  if (badName !== undefined) throw refused(`${JSON.stringify(badName)} is not the name of a checkpoint`);
  if (baseName.length > 1000 || /\p{Cc}/u.test(baseName)) throw refused("the name of the base is not one");
}

/** Throws `bad-input` when the objects that came are not those that were promised. */
export async function checkPackedObjects(vault: string, about: PackedAbout): Promise<void> {
  const { base, baseTree, snapshots, head } = about;
  const promised = [
    { commit: base, tree: baseTree },
    ...(head === undefined ? [] : [head]),
    ...snapshots.map(({ commit }) => ({ commit, tree: undefined })),
  ];
  for (const { commit, tree } of promised) {
    if (!(await hasCommit(vault, commit))) throw refused(`the commit ${commit} is not in it`);
    if (tree !== undefined && (await treeOf(vault, commit)) !== tree)
      throw refused(`the commit ${commit} has another tree than ${tree}`);
  }
  if (about.remainder !== undefined) await checkRemainder(vault, about.remainder);
}

/** One archive, and nothing else. What is in that is looked at by nobody before it is unpacked in the sandbox. */
async function checkRemainder(vault: string, commit: string): Promise<void> {
  if (!(await hasCommit(vault, commit))) throw refused(`the commit ${commit} is not in it`);
  const args = ["ls-tree", "-z", "--full-tree", commit];
  const listed = (await hostGit({ gitDir: vault, args })).toString("utf8");
  if (!/^100644 blob [0-9a-f]+\tremainder\.tar\0$/.test(listed))
    throw refused(`the commit ${commit} is no archive of git data and ignored files`);
}

function refused(why: string): LegateError {
  return new LegateError("bad-input", `The files of the worker were not taken: ${why}.`);
}
