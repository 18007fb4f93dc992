import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { walk } from "./anchored-path.ts";
import { type Step, selfPath } from "./path-step.ts";
import { type Place, shownPath } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";

/** A regular file opened for reading, with its state when it was opened. Close it. */
export interface ReadableFile {
  readonly handle: FileHandle;
  readonly step: Pick<Step, "path" | "stats" | "mode">;
}

/**
 * Opens a canonical path for reading. Its kind is known before it is opened, and what is opened is
 * the object whose kind was seen, so a FIFO never blocks and a device is never touched.
 */
export async function openRegular(place: Place, path: string): Promise<ReadableFile> {
  await using reached = await walk(place, path, "refuse");
  if (!reached.exists) throw new ToolProblem(`${shownPath(place, path)} does not exist.`);
  requireRegular(place, reached.step);
  const handle = await open(selfPath(reached.step), constants.O_RDONLY | constants.O_NONBLOCK);
  return { handle, step: reached.step };
}

/** Refuses everything that is not a plain file, by name of what it is. */
export function requireRegular(place: Place, step: Pick<Step, "path" | "stats">): void {
  const kind = kindOf(step.stats);
  if (kind === "file") return;
  const hint = kind === "directory" ? "; use list_dir" : ", which file tools do not open";
  throw new ToolProblem(`${shownPath(place, step.path)} is a ${kind}${hint}.`);
}

export type FileKind = "file" | "directory" | "link" | "FIFO" | "socket" | "device";

export function kindOf(stats: KindOfFile): FileKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFIFO()) return "FIFO";
  if (stats.isSocket()) return "socket";
  return "device";
}

/** What file states and directory entries have in common. */
export interface KindOfFile {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}
