import type { TouchedPath } from "./touched-paths.ts";
import { SUBMODULE } from "./touched-paths.ts";
import { treeOn, type Workbench } from "./workbench.ts";

/**
 * Why these changes cannot be written by anybody but the user's own git; nothing when they can. Files that go
 * through a filter matter only where a checkout follows: his filters run for him, not for us.
 */
export async function whyUnlandable(
  bench: Workbench,
  commit: string,
  touched: readonly TouchedPath[],
  checkout: string | null,
): Promise<string | undefined> {
  const submodule = touched.find(({ before, after }) => before === SUBMODULE || after === SUBMODULE);
  if (submodule !== undefined)
    return `${submodule.path} is a submodule; land the rest with -- PATH…, and move the submodule yourself.`;
  if (checkout === null) return undefined;
  const filtered = await filteredPath(bench, commit, touched);
  if (filtered === undefined) return undefined;
  return `${filtered.path} goes through the ${filtered.attribute} "${filtered.value}" of .gitattributes, which only your own git runs; land onto a branch that is not checked out (--onto), and merge that.`;
}

const ATTRIBUTES = ["filter", "working-tree-encoding"];

async function filteredPath(bench: Workbench, commit: string, touched: readonly TouchedPath[]) {
  await bench.git(["read-tree", await treeOn(bench, commit)]);
  const out = await bench.git(["check-attr", "--cached", "-z", "--stdin", ...ATTRIBUTES], {
    stdin: touched.map(({ path }) => `${path}\0`).join(""),
  });
  const fields = out.toString("utf8").split("\0");
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", attribute = "", value = ""] = fields.slice(at, at + 3);
    if (value !== "unspecified" && value !== "unset") return { path, attribute, value };
  }
  return undefined;
}
