import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, unlink } from "node:fs/promises";
import { type Reached, walk } from "./anchored-path.ts";
import { type Step, selfPath } from "./path-step.ts";
import { type Place, shownPath } from "./place.ts";
import { requireRegular } from "./regular-file.ts";
import { systemCode, systemProblem, ToolProblem } from "./tool-problem.ts";

export interface ReplaceOptions {
  /** The same for every attempt of one call. */
  readonly key: string;
  /** @default false */
  readonly mustExist?: boolean;
}

/** What a replacement found before it wrote. */
export interface Replaced {
  readonly created: boolean;
  /** The file had other names; they keep the old content. */
  readonly unlinked: boolean;
}

/**
 * Gives a canonical path new content: a fresh file in the same directory, synced, then renamed over
 * the name. So a reader sees the old or the new content and never half of it; a link, a FIFO or a
 * hard link put there meanwhile is replaced rather than written through. The mode (without set-id
 * bits) and, where permitted, the owner stay; extended attributes do not. Missing directories on
 * the way are made, unless the file must exist.
 *
 * The temporary name follows from `key`: an attempt repeated under the same key after a crash
 * removes what the first one left.
 */
export async function replaceFile(
  place: Place,
  path: string,
  bytes: Uint8Array,
  { key, mustExist = false }: ReplaceOptions,
): Promise<Replaced> {
  await using target = await walk(place, path, "refuse");
  if (mustExist && !target.exists) throw new ToolProblem(`${shownPath(place, path)} was removed meanwhile.`);
  requireWritable(place, target);
  const old = target.exists ? target.step.stats : undefined;
  await using directory = await parentOf(place, target);
  const name = path.slice(path.lastIndexOf("/") + 1);
  try {
    await exchange(directory.step, name, bytes, { key, old });
  } catch (error) {
    throw systemProblem(error, `${shownPath(place, path)} was not written`) ?? error;
  }
  return { created: old === undefined, unlinked: old !== undefined && old.nlink > 1n };
}

/** Refuses a place that is shown read-only, and a target that is no plain file. */
export function requireWritable(place: Place, target: Reached): void {
  if (place.anchors.has(target.path))
    throw new ToolProblem(`${shownPath(place, target.path)} is a directory.`);
  if (target.step.mode === "ro") {
    throw new ToolProblem(
      `${shownPath(place, target.path)} is in a part of the workspace that is read-only.`,
    );
  }
  if (target.exists) requireRegular(place, target.step);
}

/** The directory that holds the name; made, component by component, when it is missing. */
async function parentOf(place: Place, target: Reached): Promise<Reached> {
  let made = target.step.path;
  for (const name of target.missing.slice(0, -1)) {
    await using at = await walk(place, made, "refuse");
    await mkdir(`${selfPath(at.step)}/${name}`).catch((error: unknown) => {
      if (systemCode(error) !== "EEXIST") throw systemProblem(error, shownPath(place, made)) ?? error;
    });
    await syncDirectory(at.step);
    made = `${made}/${name}`;
  }
  const directory = await walk(place, target.path.slice(0, target.path.lastIndexOf("/")), "refuse");
  if (directory.exists) return directory;
  await directory[Symbol.asyncDispose]();
  throw new ToolProblem(`${shownPath(place, directory.path)} was removed meanwhile; try again.`);
}

interface Exchange {
  readonly key: string;
  readonly old: Step["stats"] | undefined;
}

async function exchange(directory: Step, name: string, bytes: Uint8Array, how: Exchange): Promise<void> {
  const digest = createHash("sha256").update(how.key).digest("hex").slice(0, 16);
  const temporary = `${selfPath(directory)}/.legate-${digest}.tmp`;
  await unlink(temporary).catch(() => undefined);
  try {
    await writeFresh(temporary, bytes, how.old);
    await rename(temporary, `${selfPath(directory)}/${name}`);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

async function syncDirectory(directory: Step): Promise<void> {
  await using held = await open(selfPath(directory), constants.O_RDONLY | constants.O_DIRECTORY);
  await held.sync();
}

async function writeFresh(path: string, bytes: Uint8Array, old: Step["stats"] | undefined): Promise<void> {
  await using file = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
  );
  await file.writeFile(bytes);
  if (old !== undefined) await resemble(file, old);
  await file.sync();
}

async function resemble(file: FileHandle, old: Step["stats"]): Promise<void> {
  const present = await file.stat({ bigint: true });
  if (present.uid !== old.uid || present.gid !== old.gid) {
    await file.chown(Number(old.uid), Number(old.gid)).catch(() => undefined); // only root may give away
  }
  await file.chmod(Number(old.mode & 0o777n));
}
