import type { FileChange } from "../../core/workspace/workspace.ts";
import type { WorkspaceDiff } from "../../ports/workspaces.ts";
import { hostGit } from "./hardened-git.ts";

/**
 * What changed between two commits or trees of a vault, by their ids: no work tree is read, nothing is run. `env` says
 * where else objects are.
 */
export async function diffCommits(
  vault: string,
  from: string,
  to: string,
  env: Readonly<Record<string, string>> = {},
): Promise<WorkspaceDiff> {
  if (from === to) return { files: [], patch: new Uint8Array() };
  const range = ["--end-of-options", from, to, "--"];
  const shape = ["diff-tree", "-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color"];
  const [listed, patch] = await Promise.all([
    hostGit({ gitDir: vault, env, args: [...shape, "--raw", "--numstat", "-z", "--no-abbrev", ...range] }),
    hostGit({
      gitDir: vault,
      env,
      args: [...shape, "-p", "--binary", "--full-index", ...range],
      maxOutputBytes: 256 * 1024 * 1024,
    }),
  ]);
  return { files: parseChanges(listed.toString("utf8")), patch };
}

/** Reads git's `--raw --numstat -z` form: first one raw record a file, then one count record a file. */
function parseChanges(listed: string): FileChange[] {
  const fields = listed.split("\0");
  const changes: Raw[] = [];
  const counts = new Map<string, Counts>();
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    if (field.startsWith(":")) {
      const renamed = /[RC]\d*$/.test(field);
      changes.push({
        header: field,
        path: fields[at + (renamed ? 2 : 1)] ?? "",
        ...(renamed ? { from: fields[at + 1] ?? "" } : {}),
      });
      at += renamed ? 2 : 1;
      continue;
    }
    const [added, removed, path] = splitCounts(field);
    if (added === undefined || removed === undefined) continue;
    // A renamed file has its old and new name in the next two fields.
    const name = path === "" ? (fields[at + 2] ?? "") : (path ?? "");
    if (path === "") at += 2;
    if (added !== "-") counts.set(name, { added: Number(added), removed: Number(removed) });
  }
  return changes.map((raw) => ({ path: raw.path, ...meaning(raw), ...counts.get(raw.path) }));
}

interface Raw {
  readonly header: string;
  readonly path: string;
  readonly from?: string;
}

interface Counts {
  readonly added: number;
  readonly removed: number;
}

function splitCounts(field: string): (string | undefined)[] {
  const match = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(field);
  return match === null ? [] : match.slice(1);
}

function meaning(raw: Raw): Pick<FileChange, "status" | "from"> {
  const [, , before, after, letter = ""] = raw.header.split(" ");
  switch (letter[0]) {
    case "A":
      return { status: "added" };
    case "D":
      return { status: "deleted" };
    case "R":
      return raw.from === undefined ? { status: "renamed" } : { status: "renamed", from: raw.from };
    case "T":
      return { status: "type-changed" };
    default:
      return { status: before === after ? "mode-changed" : "modified" };
  }
}
