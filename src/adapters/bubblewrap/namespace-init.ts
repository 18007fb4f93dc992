import { readFileSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { LegateError } from "../../ports/failure.ts";

/** The first process of a sandbox's pid namespace, seen from the host. Its death ends all others. */
export interface NamespaceInit {
  readonly pid: number;
  /** In clock ticks since boot: tells it from a later process with the same number. */
  readonly startedAt: string | undefined;
}

export function namespaceInit(pid: number): NamespaceInit {
  return { pid, startedAt: readStat(pid)?.startedAt };
}

/** The child of a process of ours that has one, or none yet. */
export function onlyChildOf(pid: number): number | undefined {
  try {
    const child = /^\d+/.exec(readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1"))?.[0];
    return child === undefined ? undefined : Number(child);
  } catch {
    return undefined; // it has ended
  }
}

/**
 * Sends SIGTERM to the command and to what it started in its session. The namespace's first process, which
 * leads that group, ignores it, as the kernel does for it. Answers whether there is such a group.
 */
export function askToEnd(init: NamespaceInit): boolean {
  const stat = readStat(init.pid);
  if (stat?.startedAt !== init.startedAt || stat?.group !== String(init.pid)) return false;
  try {
    process.kill(-init.pid, "SIGTERM");
    return true;
  } catch {
    return false; // it ended in between
  }
}

/** Kills the whole tree; a no-op when it is gone. */
export function endNamespace(init: NamespaceInit): void {
  if (!isAlive(init)) return;
  try {
    process.kill(init.pid, "SIGKILL");
  } catch {
    // it ended in between
  }
}

const GIVE_UP_AFTER_MS = 10_000;

/**
 * Kills the tree and resolves when it is gone: the kernel lets the first process end only after all
 * others of its namespace have. Rejects when the kernel cannot end it (a hanging disk or network mount).
 */
export async function namespaceGone(init: NamespaceInit): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let round = 0; isAlive(init); round += 1) {
    endNamespace(init);
    if (round < 20) await setImmediate();
    else await setTimeout(1);
    if (performance.now() > giveUpAt) {
      throw new LegateError(
        "sandbox-unavailable",
        `Process ${init.pid} was killed ${GIVE_UP_AFTER_MS / 1000} s ago and still exists; see /proc/${init.pid}/stack for what it waits on.`,
      );
    }
  }
}

function isAlive(init: NamespaceInit): boolean {
  const stat = readStat(init.pid);
  // Where /proc hides it, only the signal speaks; a number reused by a stranger answers EPERM mostly.
  if (stat === undefined) return answersSignal(init.pid);
  if (init.startedAt !== undefined && stat.startedAt !== init.startedAt) return false;
  return stat.state !== "Z" && stat.state !== "X";
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

interface Stat {
  readonly state: string;
  readonly group: string;
  readonly startedAt: string;
}

/** Fields 3, 5 and 22 of /proc/PID/stat, counted after the command name, which may hold anything. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: fields[2] ?? "", startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
