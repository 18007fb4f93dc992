import { constants } from "node:os";
import type { CommandLimit, CommandLimits } from "../../core/worker/command-limits.ts";
import { LegateError } from "../../ports/failure.ts";
import type { LimitHit, LimitHolders } from "../../ports/sandbox.ts";
import { ControlGroup } from "./control-group.ts";
import { findGroupHomes, type GroupHome } from "./group-home.ts";
import { collectLeftovers, groupNames } from "./leftover-groups.ts";
import { countsProcesses, resourceLimits } from "./resource-limits.ts";
import { countsWrites } from "./tree-usage.ts";

/** What holds commands to their limits on this machine; found once. */
export interface LimitKeeper {
  readonly holders: LimitHolders;
  /** Rejects with `sandbox-unavailable` where a group cannot be made any more. */
  hold(limits: CommandLimits): HeldCommand;
}

/** One command's hold: made before its first process, disposed of when the last one is gone. */
export interface HeldCommand extends Disposable {
  readonly limits: CommandLimits;
  /** Lines of shell for the launcher. */
  readonly ulimits: readonly string[];
  /** The command line to start instead of `argv`, for it to be held. */
  entering(argv: readonly string[]): readonly string[];
  /** Holds that process, which has no children yet, where it does not do so by itself. */
  add(pid: number): void;
  /** The limit it ran into, by what the kernel counted and how the command ended. */
  hit(exitCode: number): LimitHit | undefined;
}

/** Looks at this machine, and collects what earlier processes left behind. */
export function findLimitKeeper(useGroups = true): LimitKeeper {
  const homes = useGroups ? findGroupHomes() : undefined;
  if (homes !== undefined) collectLeftovers(homes);
  const holders: LimitHolders = {
    memoryMb: homes === undefined ? "rlimit" : "cgroup",
    pids: homes === undefined ? (countsProcesses() ? "rlimit" : "none") : "cgroup",
    cpuSeconds: "watch",
    fileSizeMb: "rlimit",
    diskMb: countsWrites() ? "watch" : "none",
    outputKb: "watch",
  };
  if (homes === undefined) return { holders, hold: (limits) => held(limits, holders, undefined) };
  const groups = new Groups(homes);
  return { holders, hold: (limits) => held(limits, holders, groups.make(limits)) };
}

function held(limits: CommandLimits, holders: LimitHolders, group: Group | undefined): HeldCommand {
  const met = (limit: CommandLimit, killed: boolean): LimitHit => ({ limit, most: limits[limit], killed });
  return {
    limits,
    ulimits: resourceLimits(limits, holders),
    entering: (argv) => group?.entering(argv) ?? argv,
    add: (pid) => group?.add(pid),
    hit: (exitCode) => {
      const counted = group?.hits() ?? [];
      if (counted.includes("memoryMb")) return met("memoryMb", true);
      if (exitCode === 128 + constants.signals.SIGXCPU) return met("cpuSeconds", true);
      if (exitCode === 128 + constants.signals.SIGXFSZ) return met("fileSizeMb", true);
      return counted.includes("pids") ? met("pids", false) : undefined;
    },
    [Symbol.dispose]: () => group?.[Symbol.dispose](),
  };
}

type Group = Pick<ControlGroup, "entering" | "add" | "hits"> & Disposable;

/** The groups of this process. One that the kernel does not let go at once is removed with a later one. */
class Groups {
  readonly #homes: readonly GroupHome[];
  readonly #nextName = groupNames();
  readonly #lingering = new Set<ControlGroup>();

  constructor(homes: readonly GroupHome[]) {
    this.#homes = homes;
  }

  make(limits: CommandLimits): Group {
    const group = this.#made(limits);
    return {
      entering: (argv) => group.entering(argv),
      add: (pid) => group.add(pid),
      hits: () => group.hits(),
      [Symbol.dispose]: () => this.#remove(group),
    };
  }

  #made(limits: CommandLimits): ControlGroup {
    try {
      return new ControlGroup(this.#homes, this.#nextName(), limits);
    } catch (cause) {
      throw new LegateError(
        "sandbox-unavailable",
        `The command was not started: no control group can be made for it (${String(cause)}). Run \`legate doctor\`.`,
        { cause },
      );
    }
  }

  #remove(ended: ControlGroup): void {
    this.#lingering.add(ended);
    for (const group of this.#lingering) if (group.remove()) this.#lingering.delete(group);
  }
}
