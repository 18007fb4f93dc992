import { isGitName } from "./git-name.ts";
import type { Place } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";

/**
 * The names on the way from the root to `path`, which may be written relative to the root or as an
 * absolute path below it. Refuses what can be refused without looking: an absolute path elsewhere,
 * NUL, ill-formed Unicode, a name that some file system takes for `.git`, absurd depth. `..` stays,
 * for the walk to resolve.
 */
export function canonicalNames(place: Place, path: string): readonly string[] {
  if (path.includes("\0")) throw new ToolProblem("A path cannot contain a NUL character.");
  if (!path.isWellFormed()) throw new ToolProblem("A path must be well-formed Unicode.");
  const names = relativeTo(place, path)
    .split("/")
    .filter((name) => name !== "" && name !== ".");
  if (names.length > MAX_DEPTH) throw new ToolProblem(`A path can have at most ${MAX_DEPTH} parts.`);
  if (names.some(isGitName)) throw new ToolProblem(GIT_REFUSAL);
  return names;
}

/** Deeper than any real source tree, and few enough that a walk stays quick. */
const MAX_DEPTH = 256;

const GIT_REFUSAL = "File tools do not touch .git directories; use git_status, git_diff or git_log.";

function relativeTo(place: Place, path: string): string {
  if (path === place.root || path.startsWith(`${place.root}/`)) return path.slice(place.root.length);
  if (path.startsWith("/")) throw new ToolProblem(`${path} is outside the workspace ${place.root}.`);
  return path;
}
