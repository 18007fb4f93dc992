import { isBelow, isWithin } from "./paths.ts";

/** The sandbox's own folders, in memory, empty at the start of each command. */
export const PRIVATE_FOLDERS = ["/tmp", "/run", "/home/agent"] as const;

const KEPT_WHOLE = ["/proc", "/dev", "/sys", "/etc"];
const COVERED_BY_NOTHING = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  ...PRIVATE_FOLDERS,
];

/**
 * Why nothing may be mounted at `at` inside, or undefined when it may. A mount may go below `/usr` or
 * `/tmp`, never over them, and neither over nor below what the sandbox keeps whole.
 */
export function whyNotThere(at: string): string | undefined {
  if (KEPT_WHOLE.some((folder) => isWithin(at, folder))) return "that folder belongs to the sandbox";
  const covered = [...COVERED_BY_NOTHING, ...KEPT_WHOLE].find((folder) => isWithin(folder, at));
  return covered === undefined ? undefined : `it would cover ${covered}`;
}

/** The innermost of `folders` that `path` lies below. */
export function innermostAbove<Folder extends { readonly at: string }>(
  path: string,
  folders: readonly Folder[],
): Folder | undefined {
  const above = folders.filter((folder) => isBelow(path, folder.at));
  return above.toSorted((a, b) => b.at.length - a.at.length)[0];
}
