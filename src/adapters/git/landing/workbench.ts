import { join } from "node:path";
import { type HostGitCall, hostGit } from "../hardened-git.ts";
import { objectId } from "../object-id.ts";
import { withScratch } from "../sandboxed-git.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";

/**
 * Git over the objects of a vault, whose new objects go to a folder that is thrown away: a landing that is
 * only looked at leaves nothing behind.
 */
export interface Workbench {
  readonly vault: string;
  /** Seen by sandboxed runs, too. */
  readonly scratch: string;
  readonly git: (args: readonly string[], more?: BenchCall) => Promise<Buffer>;
  /** The one id that git answers with. */
  readonly id: (args: readonly string[], more?: BenchCall) => Promise<string>;
}

/** Where the objects of a bench are, for what takes a vault and an environment. */
export const benchObjects = ({ scratch }: Pick<Workbench, "scratch">) => ({
  GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
});

export type BenchCall = Pick<HostGitCall, "env" | "stdin" | "settings" | "alsoOk" | "maxOutputBytes">;

export function withWorkbench<Value>(
  { layout }: Pick<WorkspacesContext, "layout">,
  vault: string,
  signal: AbortSignal | undefined,
  work: (bench: Workbench) => Promise<Value>,
): Promise<Value> {
  return withScratch(layout, join(vault, "objects"), (scratch) => {
    const git = (args: readonly string[], more: BenchCall = {}) =>
      hostGit({
        gitDir: vault,
        args,
        signal,
        ...more,
        env: {
          GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
          GIT_INDEX_FILE: join(scratch, "index"),
          ...more.env,
        },
      });
    const id = async (args: readonly string[], more?: BenchCall) =>
      objectId((await git(args, more)).toString("utf8").trim(), args[0] ?? "");
    return work({ vault, scratch, git, id });
  });
}

/** The tree of a commit. */
export function treeOn(bench: Workbench, commit: string): Promise<string> {
  return bench.id(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`]);
}

/** Whether `commit` is there, and `tip` has it in its history. */
export async function reaches(bench: Workbench, tip: string, commit: string): Promise<boolean> {
  const kind = await bench.git(["cat-file", "--batch-check=%(objecttype)"], { stdin: `${commit}\n` });
  if (kind.toString("utf8").trim() !== "commit") return false;
  const out = await bench.git([
    "rev-list",
    "--count",
    "--max-count=1",
    "--end-of-options",
    commit,
    `^${tip}`,
  ]);
  return out.toString("utf8").trim() === "0";
}
