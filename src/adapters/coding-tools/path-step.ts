import type { BigIntStats } from "node:fs";
import { constants } from "node:fs";
import { type FileHandle, open, readlink } from "node:fs/promises";
import { type Anchor, type Place, shownPath } from "./place.ts";
import { systemCode, systemProblem, ToolProblem } from "./tool-problem.ts";

/** One object on the way, held open as O_PATH: it cannot be exchanged, read or written, only stepped from. */
export interface Step {
  /** As it appears in the workspace. */
  readonly path: string;
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
  readonly mode: Anchor["mode"];
}

/** A path that means this very object, whatever happens to the names in the tree. */
export function selfPath(step: Step): string {
  return `/proc/self/fd/${step.handle.fd}`;
}

/**
 * Opens the source of an anchor. Its path is not under the worker's control, but another's commands may write a
 * folder above: what is opened must have that very path, without a link on the way.
 */
export async function enterAnchor(place: Place, path: string): Promise<Step> {
  const anchor = place.anchors.get(path);
  if (anchor === undefined) throw new Error(`${path} is no anchor of this place.`);
  const step = { path, ...(await look(anchor.source, path)), mode: anchor.mode };
  const found = await readlink(selfPath(step));
  if (found === anchor.source) return step;
  await step.handle.close();
  throw new ToolProblem(
    `${anchor.source} leads elsewhere now, through a symbolic link; nothing is touched there.`,
  );
}

/** One name further: what is there, `"link"` for a symbolic link, nothing when there is nothing. */
export async function enterBelow(
  place: Place,
  parent: Step,
  name: string,
): Promise<Step | "link" | undefined> {
  const path = `${parent.path}/${name}`;
  if (place.anchors.has(path)) return await enterAnchor(place, path);
  if (!parent.stats.isDirectory()) {
    throw new ToolProblem(`${shownPath(place, parent.path)} is not a directory.`);
  }
  const found = await look(`${selfPath(parent)}/${name}`, shownPath(place, path)).catch(nothingThere);
  if (found === undefined) return undefined;
  if (!found.stats.isSymbolicLink()) return { path, ...found, mode: parent.mode };
  await found.handle.close();
  return "link";
}

/** Where the link `name` in `parent` says it leads. Only ever used as text for another walk. */
export async function linkTarget(parent: Step, name: string): Promise<string> {
  try {
    return await readlink(`${selfPath(parent)}/${name}`);
  } catch (error) {
    throw systemProblem(error, `${parent.path}/${name} changed while it was read`) ?? error;
  }
}

/** Opens the object itself, of whatever kind, without waiting for it or following it. */
async function look(path: string, shown: string): Promise<Pick<Step, "handle" | "stats">> {
  const handle = await open(path, O_PATH | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw systemCode(error) === "ENOENT" ? error : (systemProblem(error, shown) ?? error);
  });
  return { handle, stats: await handle.stat({ bigint: true }) };
}

/** Linux' flag for "only a reference"; node:fs has no name for it. */
const O_PATH = 0o10000000;

function nothingThere(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") throw error;
}
