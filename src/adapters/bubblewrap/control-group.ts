import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandLimit, CommandLimits } from "../../core/worker/command-limits.ts";
import type { Controller, GroupHome } from "./group-home.ts";

type HeldByGroup = Pick<CommandLimits, "memoryMb" | "pids">;

/** bubblewrap and the namespace's first process, which are of the group but not of the command. */
const OURS = 2;
const MIB = 1024 * 1024;

/**
 * The control groups of one command: one folder in each hierarchy. What is put in before it forks stays
 * in with all its descendants, which have no way to the folders.
 */
export class ControlGroup {
  readonly #folders: readonly (GroupHome & { readonly path: string })[];

  /** Throws where the kernel does not take it; nothing is left then. */
  constructor(homes: readonly GroupHome[], name: string, limits: HeldByGroup) {
    this.#folders = homes.map((home) => ({ ...home, path: join(home.folder, name) }));
    try {
      for (const { path, version, controllers } of this.#folders) {
        mkdirSync(path);
        for (const controller of controllers) LIMITS[version][controller](path, limits);
      }
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Puts in a process that has no children yet. */
  add(pid: number): void {
    for (const path of this.#pathsOf(2)) writeFileSync(join(path, "cgroup.procs"), String(pid));
  }

  /**
   * The command line that enters by itself and then becomes `argv`. Version 1 lets a process do so at once;
   * to move another one the kernel may first wait, for several milliseconds, until all others are at rest.
   */
  entering(argv: readonly string[]): readonly string[] {
    const doors = this.#pathsOf(1).map((path) => join(path, "tasks"));
    return doors.length === 0 ? argv : ["/bin/sh", "-c", ENTER, "legate", ...doors, "--", ...argv];
  }

  /** The limits that were run into since it was made. */
  hits(): readonly (CommandLimit & keyof HeldByGroup)[] {
    const hit = (controller: Controller) =>
      this.#folders.some(
        ({ path, version, controllers }) =>
          controllers.includes(controller) && countIn(join(path, EVENTS[version][controller])) > 0,
      );
    return [...(hit("memory") ? ["memoryMb" as const] : []), ...(hit("pids") ? ["pids" as const] : [])];
  }

  #pathsOf(wanted: GroupHome["version"]): readonly string[] {
    return this.#folders.filter(({ version }) => version === wanted).map(({ path }) => path);
  }

  /** Whether it is gone now; one that the kernel does not find empty yet has to be asked again. */
  remove(): boolean {
    return this.#folders.map(({ path }) => removeGroup(path)).every(Boolean);
  }
}

/** 0 is whoever writes it. */
const ENTER = 'until [ "$1" = -- ]; do echo 0 >"$1" || exit 125; shift; done; shift; exec "$@"';

/** Removes an empty group, and answers whether there is none now: the kernel keeps one that has processes. */
export function removeGroup(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return !existsSync(path);
  }
}

type WriteLimit = (path: string, limits: HeldByGroup) => void;

const LIMITS: Readonly<Record<GroupHome["version"], Readonly<Record<Controller, WriteLimit>>>> = {
  1: {
    memory: (path, { memoryMb }) => {
      writeFileSync(join(path, "memory.limit_in_bytes"), String(memoryMb * MIB));
      writeIfThere(join(path, "memory.memsw.limit_in_bytes"), String(memoryMb * MIB));
    },
    pids: (path, { pids }) => writeFileSync(join(path, "pids.max"), String(pids + OURS)),
  },
  2: {
    memory: (path, { memoryMb }) => {
      writeFileSync(join(path, "memory.max"), String(memoryMb * MIB));
      writeIfThere(join(path, "memory.swap.max"), "0");
    },
    pids: (path, { pids }) => writeFileSync(join(path, "pids.max"), String(pids + OURS)),
  },
};

/** Each has a line that counts: `oom_kill N`, `max N`. */
const EVENTS: Readonly<Record<GroupHome["version"], Readonly<Record<Controller, string>>>> = {
  1: { memory: "memory.oom_control", pids: "pids.events" },
  2: { memory: "memory.events", pids: "pids.events" },
};

function countIn(events: string): number {
  const text = readFileSync(events, "utf8");
  const name = events.endsWith("pids.events") ? "max" : "oom_kill";
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

/** Kernels that do not account for swap have no file for it, and no swap is taken into account then. */
function writeIfThere(path: string, value: string): void {
  try {
    writeFileSync(path, value, { flag: "r+" });
  } catch {
    // not accounted for
  }
}
