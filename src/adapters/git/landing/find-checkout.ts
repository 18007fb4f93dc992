import { join, resolve } from "node:path";
import { isThere } from "../durable-file.ts";
import { type FoundRepository, findRepository } from "../find-repository.ts";

/** Prints what `findCheckout` reads. Of a linked work tree, too, the configuration of the main one is asked. */
export const LIST_WORK_TREES = `
GIT_DIR="$GIT_COMMON_DIR" git config -z --get core.worktree || printf '\\000'
git worktree list --porcelain -z
`;

/**
 * The work tree that has the ref checked out and is still there; null when there is none, since one that is gone
 * has no files to follow. `unnamed` when the main one has it and nothing that is known here leads there.
 */
export async function findCheckout(
  found: FoundRepository,
  ref: string,
  listing: string,
): Promise<FoundRepository | null | "unnamed"> {
  const end = listing.indexOf("\0");
  const entries = listing.slice(end + 1).split("\0\0");
  const [main = [], ...linked] = entries.map((entry) => entry.split("\0"));
  const hasRef = (fields: readonly string[]) => fields.includes(`branch ${ref}`) && !fields.includes("bare");
  if (hasRef(main)) return (await mainTree(found, listing.slice(0, end), pathOf(main))) ?? "unnamed";
  for (const fields of linked.filter(hasRef)) {
    const tree = await treeAt(pathOf(fields), found);
    if (tree !== undefined) return tree;
  }
  return null;
}

function pathOf(fields: readonly string[]): string {
  return fields.find((field) => field.startsWith("worktree "))?.slice("worktree ".length) ?? "";
}

/** Where the git directory lies outside of its work tree, git lists that directory and not the work tree. */
async function mainTree(
  found: FoundRepository,
  configured: string,
  listed: string,
): Promise<FoundRepository | undefined> {
  const isMain = !found.bare && found.gitDir === found.commonDir;
  const path = configured === "" ? (isMain ? found.top : listed) : resolve(found.commonDir, configured);
  const tree = await treeAt(path, found);
  return tree?.gitDir === found.commonDir ? tree : undefined;
}

/** Another repository may have come to where a work tree was. */
async function treeAt(path: string, { commonDir }: FoundRepository): Promise<FoundRepository | undefined> {
  if (!(await isThere(join(path, ".git")))) return undefined;
  const tree = await findRepository(path);
  return tree.commonDir === commonDir ? tree : undefined;
}
