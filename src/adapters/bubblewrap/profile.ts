import type { HostRoot } from "./host-root.ts";
import { PRIVATE_FOLDERS } from "./mount-place.ts";
import { depthOf } from "./paths.ts";

/** A checked mount: a real path of the host, and where it appears. */
export interface PlacedMount {
  readonly source: string;
  readonly at: string;
  readonly mode: "ro" | "rw";
  readonly kind: "folder" | "file";
  /** Which object it is, where that is to be looked at again once it is mounted. */
  readonly identity?: string;
}

export interface Confinement {
  readonly mounts: readonly PlacedMount[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The part of the profile that is the same for every command on this machine. */
export interface ProfileBase {
  readonly before: readonly string[];
  readonly tools: readonly PlacedMount[];
  readonly env: Readonly<Record<string, string>>;
}

const HOME = "/home/agent";
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MIB = 1024 * 1024;
/** Memory, in bytes, that what a command writes outside its mounts may take. */
const ROOM = { "/tmp": 1024 * MIB, "/run": 64 * MIB, "/home/agent": 1024 * MIB, "/dev/shm": 256 * MIB };

/** A file to be made inside, read from a descriptor that bubblewrap is started with. */
export interface HandedFile {
  readonly at: string;
  readonly descriptor: number;
}

/** Toolchains outside `/usr`, as mounts. */
export interface PlacedTools {
  readonly mounts: readonly PlacedMount[];
  /** What PATH has before the system's folders, and after them. */
  readonly bins: { readonly first: readonly string[]; readonly last: readonly string[] };
}

/** Computed once. */
export function profileBase(
  root: HostRoot,
  { mounts, bins }: PlacedTools,
  files: readonly HandedFile[],
): ProfileBase {
  return {
    before: [...ISOLATION, ...systemRoot(root, files), ...privateFolders()],
    tools: mounts,
    env: {
      PATH: [...bins.first, SYSTEM_PATH, ...bins.last].join(":"),
      HOME,
      TMPDIR: "/tmp",
      LANG: "C.UTF-8",
    },
  };
}

/**
 * bubblewrap's options for one command: an allow-list of paths on an empty, read-only root, in new
 * namespaces of every kind, without capabilities, with a built environment.
 *
 * P1. Without `--cap-drop ALL` root inside could remount and unmount its way out.
 * P2. Outer mounts come before inner ones, and all after the private folders, or one covers another.
 * P3. `/` and `/dev` are made read-only last: nothing can be created outside mounts and sized folders.
 * P4. `/proc/sys` is bound read-only. The kernel lets user 0 of the machine write settings without any
 *     capability, and `core_pattern` names a program that the kernel starts outside.
 * P5. Only `--setenv` fills the environment; nothing of ours is inherited.
 */
export function profile(base: ProfileBase, command: Confinement): string[] {
  const own = new Set(command.mounts.map((mount) => mount.at));
  const mounts = [...base.tools.filter((tool) => !own.has(tool.at)), ...command.mounts];
  const outerFirst = mounts.toSorted((a, b) => depthOf(a.at) - depthOf(b.at));
  return [
    ...base.before,
    ...outerFirst.flatMap((mount) => [mount.mode === "rw" ? "--bind" : "--ro-bind", mount.source, mount.at]),
    ...["--remount-ro", "/dev", "--remount-ro", "/", "--clearenv"],
    ...Object.entries({ ...base.env, ...command.env }).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--chdir", command.cwd],
  ];
}

const ISOLATION = [
  ...["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"],
  ...["--cap-drop", "ALL", "--hostname", "sandbox"],
];

function systemRoot(root: HostRoot, files: readonly HandedFile[]): string[] {
  return [
    ...root.folders.flatMap((path) => ["--ro-bind", path, path]),
    ...root.links.flatMap(({ at, target }) => ["--symlink", target, at]),
    ...files.flatMap(({ at, descriptor }) => ["--perms", "0644", "--file", String(descriptor), at]),
    ...["--dev", "/dev", "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"],
  ];
}

function privateFolders(): string[] {
  const sized = (path: keyof typeof ROOM) => ["--size", String(ROOM[path]), "--tmpfs", path];
  return [...PRIVATE_FOLDERS.flatMap(sized), ...sized("/dev/shm")];
}
