import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isWithin } from "./paths.ts";

/** A controller that commands are held by. */
export type Controller = "memory" | "pids";

/** A folder of the kernel's control groups in which this process may make groups of its own. */
export interface GroupHome {
  readonly version: 1 | 2;
  readonly folder: string;
  readonly controllers: readonly Controller[];
}

const WANTED: readonly Controller[] = ["memory", "pids"];

/**
 * Where groups with limits of memory and of processes can be made, or nothing: both or none, so that a
 * report is simple. Never outside the group that this process was put in, if that one has a limit of memory.
 */
export function findGroupHomes(read: (path: string) => string = readText): readonly GroupHome[] | undefined {
  try {
    const mounts = mountsIn(read("/proc/self/mountinfo"));
    const groups = groupsIn(read("/proc/self/cgroup"));
    return homesOfVersion1(mounts, groups) ?? homeOfVersion2(mounts, groups);
  } catch {
    return undefined; // no /proc, or a kernel without control groups
  }
}

interface Mount {
  readonly root: string;
  readonly at: string;
  readonly kind: string;
  readonly options: readonly string[];
}

interface Membership {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** Version 1 has a hierarchy for each controller, or for several. */
function homesOfVersion1(mounts: readonly Mount[], groups: readonly Membership[]): GroupHome[] | undefined {
  const folders = WANTED.map((controller) => {
    const mount = mounts.find(({ kind, options }) => kind === "cgroup" && options.includes(controller));
    const group = groups.find(({ controllers }) => controllers.includes(controller));
    const folder = mount && group && folderOf(mount, group.path);
    return folder !== undefined && isWritable(folder) ? { controller, folder } : undefined;
  });
  const usable = folders.filter((one) => one !== undefined);
  if (usable.length < WANTED.length) return undefined;
  return [...new Set(usable.map(({ folder }) => folder))].map((folder) => ({
    version: 1,
    folder,
    controllers: usable.filter((one) => one.folder === folder).map(({ controller }) => controller),
  }));
}

/** Version 2 gives controllers to groups without processes only: below our own group, or beside it. */
function homeOfVersion2(mounts: readonly Mount[], groups: readonly Membership[]): GroupHome[] | undefined {
  const mount = mounts.find(({ kind }) => kind === "cgroup2");
  const group = groups.find(({ controllers }) => controllers.length === 0);
  const own = mount && group && folderOf(mount, group.path);
  if (mount === undefined || own === undefined) return undefined;
  const beside = own === mount.at || hasLimit(own) ? [] : [dirname(own)];
  const folder = [own, ...beside].find((place) => isWritable(place) && handsOn(place));
  return folder === undefined ? undefined : [{ version: 2, folder, controllers: WANTED }];
}

function hasLimit(folder: string): boolean {
  try {
    return readText(join(folder, "memory.max")).trim() !== "max";
  } catch {
    return false; // the root of the hierarchy has none
  }
}

/** Whether groups made in this folder get the controllers, which is asked for where nobody did yet. */
function handsOn(folder: string): boolean {
  const control = join(folder, "cgroup.subtree_control");
  const missing = () => {
    const handed = readText(control).trim().split(" ");
    return WANTED.filter((controller) => !handed.includes(controller));
  };
  try {
    const asked = missing();
    if (asked.length > 0) writeFileSync(control, asked.map((name) => `+${name}`).join(" "));
    return missing().length === 0;
  } catch {
    return false; // not delegated to us, or there are processes in it
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    accessSync(join(folder, "cgroup.procs"), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a group is seen under a mount, which may show a part of the hierarchy only. */
function folderOf({ root, at }: Mount, path: string): string | undefined {
  return isWithin(path, root) ? join(at, path.slice(root.length)) : undefined;
}

/** `36 35 98:0 /root /mount/point rw - kind source options`, with any number of fields before the dash. */
function mountsIn(mountinfo: string): Mount[] {
  return mountinfo.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ", 2);
    const [, , , root = "", at = ""] = before.split(" ");
    const [kind = "", , options = ""] = after.split(" ");
    return kind.startsWith("cgroup") ? [{ root, at, kind, options: options.split(",") }] : [];
  });
}

/** `4:memory:/path`, or `0::/path` for version 2. */
function groupsIn(membership: string): Membership[] {
  return membership.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    return [{ controllers: names === "" ? [] : names.split(","), path }];
  });
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
