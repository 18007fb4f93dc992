import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import type { SandboxMount } from "../../ports/sandbox.ts";
import { innermostAbove, whyNotThere } from "./mount-place.ts";
import type { PlacedMount } from "./profile.ts";
import { type Visibility, whyNotVisible } from "./visible-paths.ts";
import { type FoundObject, whatLiesAt } from "./what-lies-at.ts";

/**
 * Checks mounts against the file system as it is now, and places them. Rejects with `bad-input` when
 * one is malformed or missing, with `denied` when it would show what must stay hidden, and, unless `links` are
 * to be followed, with `workspace-conflict` when its path leads elsewhere.
 *
 * R1. Sources are judged and bound by their real path: a link cannot rename a hidden folder.
 * R2. A mount inside another needs its mount point there already, reached without links. bubblewrap
 *     would otherwise create it, through the outer mount, on the host.
 * R3. The check and the mount are two moments, and another worker's command may write the folders above.
 *     What is mounted is therefore looked at again before the command begins (`checkMounted`).
 * R4. A path that was free of links when it was recorded and is not any more was exchanged by somebody.
 */
export function resolveMounts(
  mounts: readonly SandboxMount[],
  visibility: Visibility,
  links: "follow" | "refuse" = "refuse",
): PlacedMount[] {
  const placed = mounts.map((mount) => place(mount, visibility, links));
  const twice = placed.find((mount, index) => placed.findIndex((other) => other.at === mount.at) !== index);
  if (twice !== undefined) throw badMount(twice.at, "is named by two mounts", "mount one thing per place");
  for (const mount of placed) checkMountPoint(mount, placed);
  return placed;
}

/** The real path, or for what does not exist (yet) the real path of what does plus the rest. */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), relative(parent, path));
  }
}

export function checkAbsolute(path: string, name: string): void {
  const tidy = path === "/" ? path : normalize(path).replace(/\/$/, "");
  if (path.startsWith("/") && tidy === path && !path.includes("\0")) return;
  throw badMount(
    path,
    `is not an absolute, normalised path (${name})`,
    "give one without '.', '..' and '//'",
  );
}

function place(mount: SandboxMount, visibility: Visibility, links: "follow" | "refuse"): PlacedMount {
  const at = mount.at ?? mount.path;
  checkAbsolute(mount.path, "path of a mount");
  checkAbsolute(at, "place of a mount");
  const found = whatLiesAt(mount.path);
  if (found === undefined)
    throw badMount(mount.path, "does not exist", "create it first, or leave the mount out");
  const hidden = whyNotVisible(found.path, visibility);
  if (hidden !== undefined) {
    throw new LegateError(
      "denied",
      `Cannot mount ${mount.path}: ${hidden}. Mount a folder beside or below it.`,
      {
        details: { path: mount.path },
      },
    );
  }
  if (links === "refuse" && found.path !== mount.path) throw elsewhere(mount.path, found);
  const taken = whyNotThere(at);
  if (taken !== undefined) throw badMount(at, `cannot be a mount point: ${taken}`, "choose another place");
  return { source: found.path, at, mode: mount.mode, kind: found.kind, identity: found.identity };
}

/** R4. */
function elsewhere(path: string, found: FoundObject): LegateError {
  const message = `${path} leads to ${found.path} through a symbolic link; nothing is run there. Put the folder back in its place, or name ${found.path} itself.`;
  return new LegateError("workspace-conflict", message, { details: { path } });
}

/** What is bound at its own path before any mount is, so it can be the outer of one too. */
const SYSTEM_OUTER = { source: "/usr", at: "/usr" };

function checkMountPoint(mount: PlacedMount, all: readonly PlacedMount[]): void {
  const outer = innermostAbove(mount.at, [SYSTEM_OUTER, ...all]);
  if (outer === undefined) return;
  let point = outer.source;
  const names = relative(outer.at, mount.at).split("/");
  for (const [index, name] of names.entries()) {
    point = join(point, name);
    const stats = lstatSync(point, { throwIfNoEntry: false });
    const wanted =
      index < names.length - 1 || mount.kind === "folder" ? stats?.isDirectory() : stats?.isFile();
    if (wanted !== true)
      throw badMount(
        mount.at,
        `has no mount point: ${point} is missing, a link or of another kind`,
        "create it first",
      );
  }
}

function badMount(path: string, what: string, now: string): LegateError {
  return new LegateError("bad-input", `${path} ${what}; ${now}.`, { details: { path } });
}
