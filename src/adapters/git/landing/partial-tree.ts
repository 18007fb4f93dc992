import { LegateError } from "../../../ports/failure.ts";
import type { Workbench } from "./workbench.ts";

export interface PartOf {
  /** The tree that the work began with. */
  readonly start: string;
  /** What of it is there already. */
  readonly base: string;
  readonly head: string;
}

/**
 * `base` with these paths as they are in `head`: what a landing of a part brings. Rejects with `bad-input` for a
 * path that is none within a repository, and for one at which the work changed nothing.
 */
export async function partialTree(
  bench: Workbench,
  { start, base, head }: PartOf,
  paths: readonly string[],
): Promise<string> {
  const wanted = paths.map(checkedPath);
  const changes: string[] = [];
  for (const path of wanted) {
    const after = await entriesAt(bench, head, path);
    const { gone, news } = changesFrom(await entriesAt(bench, base, path), after);
    if (gone.length + news.length === 0 && start !== base) {
      const ever = changesFrom(await entriesAt(bench, start, path), after);
      if (ever.gone.length + ever.news.length > 0) continue; // it is there already
    }
    if (gone.length + news.length === 0) throw nothingAt(path);
    changes.push(...gone.map((name) => `0 ${"0".repeat(head.length)}\t${name}`));
    changes.push(...news.map(([name, entry]) => `${entry}\t${name}`));
  }
  await bench.git(["read-tree", base]);
  await bench.git(["update-index", "-z", "--index-info"], {
    stdin: changes.map((line) => `${line}\0`).join(""),
  });
  return bench.id(["write-tree"]);
}

function changesFrom(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  return {
    gone: [...before.keys()].filter((name) => !after.has(name)),
    news: [...after].filter(([name, entry]) => before.get(name) !== entry),
  };
}

function nothingAt(path: string): LegateError {
  const message = `Nothing changed at ${JSON.stringify(path)}; see legate diff --name-only.`;
  return new LegateError("bad-input", message);
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
