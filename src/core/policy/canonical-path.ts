/**
 * True for an absolute path without empty, `.` or `..` segments, without a trailing slash and without
 * NUL: the only form in which paths are compared. Links are resolved before a path gets here.
 */
export function isCanonicalPath(path: string): boolean {
  if (!path.startsWith("/") || path.includes("\0")) return false;
  return path === "/" || path.slice(1).split("/").every(isPlainSegment);
}

/** True when `path` is `root` or lies below it. Both must be canonical; anything else is outside. */
export function containsPath(root: string, path: string): boolean {
  if (!isCanonicalPath(root) || !isCanonicalPath(path)) return false;
  return path === root || path.startsWith(root === "/" ? "/" : `${root}/`);
}

/** `path` as seen from `root` (`.` for the root itself), or nothing when it lies outside. */
export function relativePath(root: string, path: string): string | undefined {
  if (!containsPath(root, path)) return undefined;
  if (path === root) return ".";
  return path.slice(root === "/" ? 1 : root.length + 1);
}

/** A path below `root` from a relative one without `.`, `..` or empty segments; nothing otherwise. */
export function joinPath(root: string, relative: string): string | undefined {
  if (!isCanonicalPath(root) || relative.includes("\0")) return undefined;
  if (relative === ".") return root;
  if (!relative.split("/").every(isPlainSegment)) return undefined;
  return root === "/" ? `/${relative}` : `${root}/${relative}`;
}

function isPlainSegment(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== "..";
}
