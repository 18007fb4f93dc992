import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Announcement, LiveEvent } from "../../ports/presence.ts";
import { onLines, sendLine } from "./lines.ts";
import { socketAddress } from "./socket-path.ts";

/** A follower that reads too slowly misses live events rather than filling our memory. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;

export interface SocketHandlers {
  readonly onNudge: () => void;
  /** What to say of oneself to somebody who asks whether one is there. @default nothing more */
  readonly onPing?: (question: unknown) => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Listens on the socket `name` until disposed. The kernel closes it when the process dies, however it
 * dies: that is what makes it a sign of life.
 */
export async function announceAt(
  directory: string,
  name: string,
  handlers: SocketHandlers,
): Promise<Announcement> {
  const followers = new Map<Socket, Set<string>>();
  const server = createServer((socket) => {
    followers.set(socket, new Set());
    socket.on("close", () => followers.delete(socket));
    onLines(socket, (message) => {
      if (isNudge(message)) handlers.onNudge();
      if (isPing(message)) void answer(socket, message, handlers);
      if (isFollow(message)) followers.get(socket)?.add(message.follow);
    });
  });
  const address = socketAddress(directory, name);
  await listening(server, address.path);
  const path = join(directory, name);
  await chmod(path, 0o600);
  server.unref();
  let open = true;
  return {
    publish: (event) => publish(followers, event),
    async [Symbol.asyncDispose]() {
      if (!open) return;
      open = false;
      for (const socket of followers.keys()) socket.destroySoon();
      const closed = new Promise((resolve) => server.close(resolve));
      setTimeout(() => followers.forEach((_, socket) => void socket.destroy()), 200).unref();
      await closed;
      address.close(); // closing removed the file; by now the name may be somebody else's
    },
  };
}

/** Whoever asks gets an answer in any case: it is the answer that shows that we live. */
async function answer(socket: Socket, question: unknown, { onPing }: SocketHandlers): Promise<void> {
  const more = await onPing?.(question).catch(() => undefined);
  sendLine(socket, { pong: true, ...more });
}

async function listening(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(path, resolve);
  await promise;
}

function publish(followers: ReadonlyMap<Socket, ReadonlySet<string>>, event: LiveEvent): void {
  for (const [socket, workers] of followers) {
    if (workers.has(event.worker) && socket.writableLength < MOST_UNSENT_BYTES) sendLine(socket, event);
  }
}

function isNudge(message: unknown): boolean {
  return typeof message === "object" && message !== null && "nudge" in message;
}

function isPing(message: unknown): boolean {
  return typeof message === "object" && message !== null && "ping" in message;
}

function isFollow(message: unknown): message is { follow: string } {
  return (
    typeof message === "object" &&
    message !== null &&
    "follow" in message &&
    typeof message.follow === "string"
  );
}
