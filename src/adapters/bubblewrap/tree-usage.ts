import { readdirSync, readFileSync } from "node:fs";

/** What a tree of processes has used up, those that ended and were waited for included. */
export interface TreeUsage {
  readonly cpuSeconds: number;
  /** Handed to disks, overwritten and deleted files included; what goes to memory only does not count. */
  readonly diskBytes: number;
}

/** Linux shows times in hundredths of a second, whatever it counts in. */
const TICKS_PER_SECOND = 100;

/**
 * Adds up the tree below and with `root`. The kernel adds what a child used to its parent's account when
 * the parent waits for it, and orphans go to the namespace's first process: so nothing is lost but what a
 * parent refuses to hear of (it ignores SIGCHLD).
 */
export function treeUsage(root: number): TreeUsage {
  let [ticks, diskBytes] = [0, 0];
  for (const pid of treeBelow(root)) {
    ticks += ticksOf(pid);
    diskBytes += writtenBy(pid);
  }
  return { cpuSeconds: ticks / TICKS_PER_SECOND, diskBytes };
}

/** Whether this kernel counts what processes write. */
export function countsWrites(): boolean {
  return textOf("/proc/self/io") !== "";
}

function treeBelow(root: number): number[] {
  const found = [root];
  for (const pid of found) {
    for (const task of tasksOf(pid)) {
      const children = textOf(`/proc/${pid}/task/${task}/children`).trim();
      if (children !== "") found.push(...children.split(" ").map(Number));
    }
  }
  return found;
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has ended
  }
}

/** Fields 14 to 17 of /proc/PID/stat, counted after the command name, which may hold anything. */
function ticksOf(pid: number): number {
  const text = textOf(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

function writtenBy(pid: number): number {
  return Number(/^write_bytes: (\d+)$/m.exec(textOf(`/proc/${pid}/io`))?.[1] ?? 0);
}

/** What /proc says, or nothing of a process that has ended or may not be looked at. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
