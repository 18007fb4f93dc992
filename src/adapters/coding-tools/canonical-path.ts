import { type Reached, walk } from "./anchored-path.ts";
import type { Place } from "./place.ts";
import { kindOf } from "./regular-file.ts";
import { requireWritable } from "./replace-file.ts";

/** A path as the gates and `run` see it: absolute, every link on the way resolved by our walk. */
export async function canonicalPath(place: Place, path: string): Promise<string> {
  await using reached = await walk(place, path, "follow");
  return reached.path;
}

export interface WriteTarget {
  readonly path: string;
  /** The state of what would be replaced; differs after any change to it. */
  readonly target: string;
}

/** The same for a file that will be written; refuses what could never be written. */
export async function writeTarget(place: Place, path: string): Promise<WriteTarget> {
  await using reached = await walk(place, path, "follow");
  requireWritable(place, reached);
  return { path: reached.path, target: fingerprint(reached) };
}

function fingerprint(reached: Reached): string {
  if (!reached.exists) return "absent";
  const { stats } = reached.step;
  return `${kindOf(stats)} inode=${stats.ino} size=${stats.size} mtime=${stats.mtimeNs}`;
}
