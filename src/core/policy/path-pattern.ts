import { isCanonicalPath, joinPath, relativePath } from "./canonical-path.ts";
import { compileGlob } from "./glob.ts";

/** Where a call happens. */
export interface CallContext {
  /** Canonical absolute path against which relative patterns are read; absent without a workspace. */
  readonly workspaceRoot?: string;
}

/**
 * A path as patterns see it. `relative` is absent when there is no workspace or the path lies outside.
 */
export interface PathForms {
  readonly absolute?: string;
  readonly relative?: string;
}

/** Both forms of a canonical path, or of a plain relative one; nothing when it is neither. */
export function pathForms(path: string, { workspaceRoot }: CallContext): PathForms | undefined {
  if (path.startsWith("/")) {
    if (!isCanonicalPath(path)) return undefined;
    const relative = workspaceRoot === undefined ? undefined : relativePath(workspaceRoot, path);
    return relative === undefined ? { absolute: path } : { absolute: path, relative };
  }
  const absolute = joinPath(workspaceRoot ?? "/", path);
  if (absolute === undefined) return undefined;
  return workspaceRoot === undefined ? { relative: path } : { absolute, relative: path };
}

/**
 * Does a pattern that gives something mean this path? Anchored: `/x` from the root of the file
 * system, everything else from the workspace. What is unclear is not meant.
 */
export function grantsPath(pattern: string, path: PathForms): boolean {
  const text = anchored(pattern);
  const candidate = text.startsWith("/") ? path.absolute : path.relative;
  if (candidate === undefined) return false;
  const glob = compileGlob(text, "paths");
  return glob.ok && glob.matches(candidate);
}

/**
 * Does a pattern that takes something away mean this path? As wide as a reader could mean it: what
 * lies below a match is meant too, a pattern without a slash is looked for at any depth, and letters
 * are compared without case, as some file systems do. What is unclear is meant.
 */
export function withholdsPath(pattern: string, path: PathForms): boolean {
  const text = folded(withoutEmptyParts(anchored(pattern)));
  const glob = compileGlob(text, "paths");
  const candidates = withheldCandidates(text, path);
  if (!glob.ok || candidates === undefined) return true;
  return candidates.some((candidate) => glob.matches(folded(candidate)));
}

function withheldCandidates(pattern: string, path: PathForms): readonly string[] | undefined {
  if (pattern.startsWith("/")) return path.absolute === undefined ? undefined : prefixes(path.absolute);
  if (path.relative !== undefined) {
    const segments = pattern.includes("/") ? [] : path.relative.split("/");
    return [...prefixes(path.relative), ...segments];
  }
  if (path.absolute === undefined) return undefined;
  return pattern.includes("/") ? [] : path.absolute.split("/");
}

/** `a/b/c` as `a`, `a/b`, `a/b/c`. */
function prefixes(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/") || "/");
}

/** `./x` is `x`, and `//x` (how some configurations write an absolute path) is `/x`. */
function anchored(pattern: string): string {
  return pattern.replace(/^\/+/, "/").replace(/^(?:\.\/)+/, "");
}

/** `secrets/`, `a//b` and `a/./b` as paths are written: no path would match them otherwise. */
function withoutEmptyParts(pattern: string): string {
  return pattern
    .replace(/\/(?:\.?\/)+/g, "/")
    .replace(/\/\.$/, "/")
    .replace(/(?<=[^\\])\/$/, "");
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
