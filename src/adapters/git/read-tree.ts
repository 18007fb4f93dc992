import { lstatSync } from "node:fs";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { WorkspaceGit } from "../../core/workspace/workspace.ts";
import type { SandboxMount } from "../../ports/sandbox.ts";
import { copiesIn } from "./copy-ignored.ts";
import { isThere } from "./durable-file.ts";
import { authorEnvironment } from "./git-layout.ts";
import { sandboxedGit } from "./sandboxed-git.ts";
import { SNAPSHOT_SCRIPT } from "./snapshot-script.ts";
import { workerHome } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** What one sandboxed run over a worker's tree said. Ids and names are claims until checked. */
export interface TreeReading {
  readonly nested: readonly string[];
  readonly tree: string;
  readonly commit: string;
  readonly ignored: { readonly count: number; readonly sample: readonly string[] };
}

export interface SnapshotRequest {
  readonly worker: WorkerId;
  readonly git: WorkspaceGit;
  /** The commit it continues, and that commit's tree. */
  readonly parent: string;
  readonly parentTree: string;
  readonly message: string;
  /** When it is made, as an ISO date. */
  readonly at: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs once over the tree; with `nested` covered, or to find out what there is to cover. */
export async function readTree(
  context: WorkspacesContext,
  request: SnapshotRequest,
  scratch: string,
  nested: readonly string[],
): Promise<TreeReading> {
  const home = workerHome(context.layout, request.worker);
  const [tree, trusted] = [join(home, "tree"), join(home, "gitdir")];
  const copies = copiesIn(home);
  const hasCopies = await isThere(copies);
  const mounts: SandboxMount[] = [
    { path: tree, mode: "ro" },
    { path: trusted, mode: "ro" },
    { path: join(request.git.vault, "objects"), mode: "ro" },
    { path: scratch, mode: "rw" },
    ...(hasCopies ? [{ path: copies, mode: "ro" } as const] : []),
    ...(await covers(tree, scratch, nested)),
  ];
  const env = {
    ...authorEnvironment(request.at),
    GIT_DIR: trusted,
    GIT_WORK_TREE: tree,
    GIT_INDEX_FILE: join(scratch, "index"),
    GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
    LEGATE_SCRATCH: scratch,
    LEGATE_COPIES: hasCopies ? copies : "",
    LEGATE_PARENT: request.parent,
    LEGATE_PARENT_TREE: request.parentTree,
    LEGATE_MESSAGE: request.message,
    LEGATE_SAMPLE: String(SAMPLE),
    LEGATE_YOUNG: (await isYoung(join(scratch, "remembered"), join(trusted, "index"))) ? "yes" : "no",
    LEGATE_LOOK_FOR_NESTED: nested.length === 0 ? "yes" : "no",
  };
  const script = SNAPSHOT_SCRIPT;
  const run = { what: "taking a checkpoint", script, cwd: tree, env, mounts, signal: request.signal };
  return parseReading(await sandboxedGit(context.sandbox, run));
}

/** Whether files as young as the index may be all those of the checkout: git looks at whole seconds. */
async function isYoung(remembered: string, trusted: string): Promise<boolean> {
  const [last, first] = await Promise.all([remembered, trusted].map(secondOf));
  return last === undefined || first === undefined || last <= first;
}

async function secondOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => Math.floor(mtimeMs / 1000),
    () => undefined,
  );
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

/** How many of the names that a commit lacks are told. */
export const SAMPLE = 50;
