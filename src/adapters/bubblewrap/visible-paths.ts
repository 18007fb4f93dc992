import { isBelow, isWithin } from "./paths.ts";

/**
 * What of the host may be shown to commands at all, whoever asks.
 *
 * V1. The root of the file system is never shown.
 * V2. A path that contains a hidden path is never shown: the hidden one would come along.
 * V3. For a path within hidden and revealed folders the innermost of them decides, and a revealed
 *     folder opens only what lies below it: one workspace may be shown, the folder of all may not.
 *
 * All paths are real paths (links resolved), or V2 and V3 would speak about names only.
 */
export interface Visibility {
  readonly hidden: readonly string[];
  readonly revealed: readonly string[];
}

/** Why `path` may not be shown, or undefined when it may. */
export function whyNotVisible(path: string, visibility: Visibility): string | undefined {
  if (path === "/") return "it is the root of the file system";
  const contained = visibility.hidden.find((hidden) => isWithin(hidden, path));
  if (contained !== undefined) return `it contains ${contained}, which no command may see`;
  const hidden = innermost(visibility.hidden, (folder) => isBelow(path, folder));
  const revealed = innermost(visibility.revealed, (folder) => isBelow(path, folder));
  if (hidden === undefined || (revealed !== undefined && isBelow(revealed, hidden))) return undefined;
  return `it lies in ${hidden}, which no command may see`;
}

function innermost(folders: readonly string[], holds: (folder: string) => boolean): string | undefined {
  return folders.filter(holds).toSorted((a, b) => b.length - a.length)[0];
}
