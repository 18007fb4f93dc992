import { LegateError } from "../../../ports/failure.ts";
import type { Workbench } from "./workbench.ts";

/**
 * `base` with these paths as they are in `head`: what a landing of a part brings. Rejects with `bad-input` for a
 * path that is none within a repository, and for one at which nothing differs.
 */
export async function partialTree(
  bench: Workbench,
  base: string,
  head: string,
  paths: readonly string[],
): Promise<string> {
  const wanted = paths.map(checkedPath);
  const changes: string[] = [];
  for (const path of wanted) {
    const [before, after] = [await entriesAt(bench, base, path), await entriesAt(bench, head, path)];
    const gone = [...before.keys()].filter((name) => !after.has(name));
    const news = [...after].filter(([name, entry]) => before.get(name) !== entry);
    if (gone.length + news.length === 0)
      throw new LegateError(
        "bad-input",
        `Nothing changed at ${JSON.stringify(path)}; see legate diff --name-only.`,
      );
    changes.push(...gone.map((name) => `0 ${"0".repeat(head.length)}\t${name}`));
    changes.push(...news.map(([name, entry]) => `${entry}\t${name}`));
  }
  await bench.git(["read-tree", base]);
  await bench.git(["update-index", "-z", "--index-info"], {
    stdin: changes.map((line) => `${line}\0`).join(""),
  });
  return bench.id(["write-tree"]);
}

function checkedPath(path: string): string {
  const parts = path.replace(/\/+$/, "").replace(/^\.\//, "").split("/");
  const isOne = parts.every((part) => part !== "" && part !== "." && part !== "..") && !path.includes("\0");
  if (isOne) return parts.join("/");
  const text = `${JSON.stringify(path)} is no path within the repository; give one relative to its top.`;
  throw new LegateError("bad-input", text);
}

/** Files at or below a path, by name: mode and id. */
async function entriesAt(bench: Workbench, tree: string, path: string): Promise<ReadonlyMap<string, string>> {
  const listed = (await bench.git(["ls-tree", "-r", "-z", tree, "--", path])).toString("utf8").split("\0");
  return new Map(
    listed.flatMap((line): [string, string][] => {
      const [, mode, id, name] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, `${mode} ${id}`]];
    }),
  );
}
