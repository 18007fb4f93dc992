import { compileGlob, isExactName } from "../../core/policy/glob.ts";
import { canonicalPath } from "./canonical-path.ts";
import type { Place } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";

export interface GlobStart {
  /** Canonical directory to walk. */
  readonly path: string;
  /** What is left of the pattern, relative to it. */
  readonly pattern: string;
}

/**
 * A pattern and where its walk starts. Directories that the pattern names without wildcards belong
 * to the start, so that they are checked like any path, and so that naming a folder that is
 * otherwise skipped (`dist/*.js`) enters it. Doing it again changes nothing.
 */
export async function globStart(place: Place, path: string, pattern: string): Promise<GlobStart> {
  checkedGlob(pattern);
  const segments = pattern.split("/");
  const wild = segments.findIndex((segment) => !isExactName(segment));
  const named = wild === -1 ? segments.length - 1 : wild;
  const start = [path, ...segments.slice(0, named)].join("/");
  return { path: await canonicalPath(place, start), pattern: segments.slice(named).join("/") };
}

/** Whether a path below a start matches; `relative` is what follows the start's slash. */
export function checkedGlob(pattern: string): (relative: string) => boolean {
  if (pattern.startsWith("/") || pattern.split("/").includes("..")) {
    throw new ToolProblem(`The pattern ${pattern} must be relative to path, without "..".`);
  }
  const glob = compileGlob(pattern, "paths");
  if (!glob.ok) throw new ToolProblem(`The pattern ${pattern} cannot be read: ${glob.problem}`);
  return glob.matches;
}
