import { mkdir } from "node:fs/promises";
import type { Socket } from "node:net";
import type { DriverId, WorkerId } from "../../core/ids.ts";
import type { Announcement, LiveEvent, Presence, PresenceHandlers } from "../../ports/presence.ts";
import { announceAt } from "./announcement.ts";
import { connectTo } from "./connect.ts";
import { onLines, sendLine } from "./lines.ts";
import { removeDeadSockets } from "./remove-dead-sockets.ts";

/**
 * Presence over Unix sockets in one directory (mode 0700), one per driver.
 *
 * P1. A driver counts as alive while its socket accepts; the kernel ends that with the process.
 * P2. Whoever asked about a driver keeps the connection, and hears of its death at once.
 */
export function createSocketPresence(directory: string): Presence {
  const watched = new Map<DriverId, Socket>();
  const mine = new Map<DriverId, PresenceHandlers>();
  const connecting = new Map<DriverId, Promise<boolean>>();

  function watch(driver: DriverId): Promise<boolean> {
    const begun = connecting.get(driver) ?? connect(driver).finally(() => connecting.delete(driver));
    connecting.set(driver, begun);
    return begun;
  }

  async function connect(driver: DriverId): Promise<boolean> {
    const socket = await connectTo(directory, nameOf(driver)).catch(() => "unknown" as const);
    if (socket === undefined) return false;
    if (socket === "unknown") return true;
    socket.unref();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      watched.delete(driver);
      for (const { onNudge } of mine.values()) onNudge();
    });
    socket.resume();
    watched.set(driver, socket);
    return true;
  }

  return {
    async announce(driver, handlers): Promise<Announcement> {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await removeDeadSockets(directory);
      const announcement = await announceAt(directory, nameOf(driver), handlers);
      mine.set(driver, handlers);
      return {
        publish: announcement.publish,
        async [Symbol.asyncDispose]() {
          mine.delete(driver);
          for (const socket of watched.values()) socket.destroy();
          await announcement[Symbol.asyncDispose]();
        },
      };
    },

    async isAlive(driver) {
      return mine.has(driver) || watched.has(driver) || (await watch(driver));
    },

    async nudge(driver) {
      const own = mine.get(driver);
      if (own !== undefined) return own.onNudge();
      if (!watched.has(driver)) await watch(driver);
      const socket = watched.get(driver);
      if (socket !== undefined) sendLine(socket, { nudge: true });
    },

    follow: (driver, worker, signal) => follow(directory, driver, worker, signal),
  };
}

function nameOf(driver: DriverId): string {
  return `${driver}.sock`;
}

async function* follow(
  directory: string,
  driver: DriverId,
  worker: WorkerId,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent> {
  const socket = await connectTo(directory, nameOf(driver)).catch(() => undefined);
  if (socket === undefined) return;
  const waiting: LiveEvent[] = [];
  let wake = Promise.withResolvers<void>();
  let over = signal.aborted;
  const end = () => {
    over = true;
    wake.resolve();
  };
  signal.addEventListener("abort", end);
  socket.on("close", end);
  onLines(socket, (event) => {
    waiting.push(event as LiveEvent);
    wake.resolve();
  });
  sendLine(socket, { follow: worker });
  try {
    while (!over || waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    signal.removeEventListener("abort", end);
    socket.destroy();
  }
}
