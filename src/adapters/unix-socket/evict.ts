import { setTimeout as pause } from "node:timers/promises";
import type { DriverId } from "../../core/ids.ts";
import { connectTo } from "./connect.ts";
import { readNote } from "./driver-note.ts";
import { isRunning, isVisible, killProcess, type ProcessIdentity } from "./process-identity.ts";
import { markEvicted, treesOf } from "./process-trees.ts";
import { socketName } from "./socket-path.ts";

const LOOK_EVERY_MS = 5;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Ends what a driver that hangs, or is dead, has running; itself too if it is a process of ours. Answers
 * whether its workers can be claimed: not when it still lives and cannot be seen from here, or left no
 * word of itself, or the kernel cannot end one of its processes (a hanging disk).
 */
export async function evict(directory: string, driver: DriverId): Promise<boolean> {
  const note = readNote(directory, driver);
  if (note === undefined || !isVisible(note.process)) return hasDied(directory, driver);
  markEvicted(directory, driver);
  const { place } = note.process;
  const trees = treesOf(directory, driver).map((tree) => ({ ...tree, place }));
  return allGone(note.isOurs ? [note.process, ...trees] : trees);
}

/** The kernel ends a process's commands with it, so nothing of a dead driver is under way. */
async function hasDied(directory: string, driver: DriverId): Promise<boolean> {
  const socket = await connectTo(directory, socketName(driver)).catch(() => "unknown" as const);
  if (socket === undefined) return true;
  if (socket !== "unknown") socket.destroy();
  return false;
}

async function allGone(processes: readonly ProcessIdentity[]): Promise<boolean> {
  for (const one of processes) killProcess(one);
  for (let waited = 0; processes.some(isRunning); waited += LOOK_EVERY_MS) {
    if (waited >= GIVE_UP_AFTER_MS) return false;
    await pause(LOOK_EVERY_MS);
  }
  return true;
}
