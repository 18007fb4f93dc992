import { mkdir } from "node:fs/promises";
import type { DriverId } from "../../core/ids.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Announcement, Presence, PresenceHandlers } from "../../ports/presence.ts";
import { announceAt } from "./announcement.ts";
import { LEASE_MS, writeNote } from "./driver-note.ts";
import { evict } from "./evict.ts";
import { follow } from "./follow.ts";
import { identify } from "./process-identity.ts";
import { isEvicted, noteTree, openTrees } from "./process-trees.ts";
import { removeDeadDrivers, removeDriver } from "./remove-dead-drivers.ts";
import { socketName } from "./socket-path.ts";
import { WatchedDrivers } from "./watched-drivers.ts";

export interface SocketPresenceOptions {
  /** How long this process may be silent before others may take its workers. @default 20000 */
  readonly leaseMs?: number;
  /** This process is there to drive and for nothing else: who finds it hung may kill it. @default false */
  readonly isOurs?: boolean;
}

export interface SocketPresence extends Presence {
  /**
   * Writes down, until disposed, that this process has a process tree running that begins with `pid`, so
   * that whoever evicts it can end the tree. Answers nothing when it was evicted: then nothing may begin.
   */
  readonly noteTree: (pid: number) => Disposable | undefined;
}

/** In a lease one looks so many times whether one was evicted. */
const LOOKS = 8;

/**
 * Presence over Unix sockets in one directory (mode 0700), one per driver.
 *
 * P1. A driver counts as alive while its socket accepts and answers; the kernel ends that with the process.
 * P2. Whoever asked about a driver keeps the connection, and hears of its death, or its silence, at once.
 * P3. An evicted driver is never alive again, for itself and for everybody else.
 */
export function createSocketPresence(directory: string, options: SocketPresenceOptions = {}): SocketPresence {
  const { leaseMs = LEASE_MS, isOurs = false } = options;
  const mine = new Map<DriverId, PresenceHandlers>();
  const others = new WatchedDrivers(directory, () => {
    for (const { onNudge } of mine.values()) onNudge();
  });

  const announced = async (driver: DriverId, handlers: PresenceHandlers) => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await removeDeadDrivers(directory);
    introduce(directory, driver, leaseMs, isOurs);
    return announceAt(directory, socketName(driver), handlers);
  };

  return {
    leaseMs,

    async announce(driver, handlers): Promise<Announcement> {
      const announcement = await announced(driver, handlers).catch((error: unknown) => {
        throw isFull(error) ? noRoom(directory, error) : error;
      });
      mine.set(driver, handlers);
      const looking = whenEvicted(directory, driver, leaseMs, handlers.onEvicted);
      return {
        publish: announcement.publish,
        async [Symbol.asyncDispose]() {
          looking[Symbol.dispose]();
          mine.delete(driver);
          others.close();
          await announcement[Symbol.asyncDispose]();
          await removeDriver(directory, driver);
        },
      };
    },

    async isAlive(driver) {
      if (isEvicted(directory, driver)) return false;
      return mine.has(driver) || others.isAlive(driver);
    },

    evict: async (driver) => !mine.has(driver) && (await evict(directory, driver)),

    async nudge(driver) {
      const own = mine.get(driver);
      if (own === undefined) await others.nudge(driver);
      else own.onNudge();
    },

    follow: (driver, worker, signal) => follow(directory, driver, worker, signal),

    noteTree(pid) {
      using notes = new DisposableStack();
      for (const driver of mine.keys()) {
        if (notes.use(noteTree(directory, driver, pid)) === undefined) return undefined;
      }
      return notes.move();
    },
  };
}

/** Before the socket is there: who finds that finds the rest. */
function introduce(directory: string, driver: DriverId, leaseMs: number, isOurs: boolean): void {
  openTrees(directory, driver);
  const self = identify(process.pid);
  if (self !== undefined) writeNote(directory, driver, { process: self, leaseMs, isOurs });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code));
}

function noRoom(directory: string, cause: unknown): LegateError {
  const message = `The disk of ${directory} is full, so no driver can begin there. Free some space and try again.`;
  return new LegateError("disk-full", message, { cause });
}

/** Calls `then` once, soon after others have taken its workers: after a stop, first of all. */
function whenEvicted(directory: string, driver: DriverId, leaseMs: number, then: () => void): Disposable {
  const timer = setInterval(() => {
    if (!isEvicted(directory, driver)) return;
    clearInterval(timer);
    then();
  }, leaseMs / LOOKS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
