import { walk } from "./anchored-path.ts";
import { entriesOf } from "./directory-entries.ts";
import { isGitName } from "./git-name.ts";
import { enterBelow, type Step } from "./path-step.ts";
import { type Place, shownPath } from "./place.ts";

/** The regular files below a place, and whether all of them were seen. */
export interface FoundFiles {
  /** Relative to the workspace root, in the order of a sorted walk. */
  readonly files: readonly string[];
  /** The walk stopped at its bound on entries. */
  readonly more: boolean;
}

export interface FileWalkOptions {
  /** Paths relative to the root that are not entered or listed, e.g. what git ignores. */
  readonly skipped: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** @default 200,000 */
  readonly maxEntries?: number;
}

/**
 * All regular files at or below the canonical `path`, by the anchored walk. Links are not followed;
 * `.git` and `node_modules` are not entered, unless the walk starts inside the latter.
 */
export async function filesBelow(place: Place, path: string, options: FileWalkOptions): Promise<FoundFiles> {
  await using reached = await walk(place, path, "refuse");
  if (!reached.exists) return { files: [], more: false };
  if (reached.step.stats.isFile()) return { files: [shownPath(place, path)], more: false };
  if (!reached.step.stats.isDirectory()) return { files: [], more: false };
  const visit: Visit = { place, files: [], left: options.maxEntries ?? MAX_ENTRIES, more: false, ...options };
  await addFiles(visit, reached.step, 0);
  return { files: visit.files, more: visit.more };
}

const MAX_ENTRIES = 200_000;
const MAX_DEPTH = 200; // each level holds a descriptor

interface Visit extends FileWalkOptions {
  readonly place: Place;
  readonly files: string[];
  left: number;
  more: boolean;
}

async function addFiles(visit: Visit, directory: Step, depth: number): Promise<void> {
  const { place, signal } = visit;
  const { entries, more } = await entriesOf(place, directory, { limit: visit.left, signal });
  visit.left -= entries.length;
  visit.more ||= more;
  for (const { name, kind } of entries) {
    const shown = shownPath(place, `${directory.path}/${name}`);
    if (isGitName(name) || visit.skipped.has(shown)) continue;
    if (kind === "file") visit.files.push(shown);
    if (kind === "directory" && name !== "node_modules") await descend(visit, directory, name, depth);
  }
}

async function descend(visit: Visit, parent: Step, name: string, depth: number): Promise<void> {
  if (visit.left <= 0 || depth >= MAX_DEPTH) {
    visit.more = true;
    return;
  }
  const step = await enterBelow(visit.place, parent, name);
  if (step === undefined || step === "link") return; // it went away, or became a link, meanwhile
  await using _held = step.handle;
  if (step.stats.isDirectory()) await addFiles(visit, step, depth + 1);
}
