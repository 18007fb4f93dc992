import type { ChildProcess } from "node:child_process";
import { Server } from "node:net";
import { fileURLToPath } from "node:url";
import type { Outlet } from "../../ports/sandbox.ts";
import type { PlacedMount } from "./profile.ts";

/** Where the launcher finds the channel over which the port is handed out; it closes it. */
export const OUTLET_DESCRIPTOR = 6;

const OPENER_NAME = import.meta.url.endsWith(".ts") ? "open-outlet.mts" : "open-outlet.mjs";
const INSIDE = { node: "/run/legate/node", script: `/run/legate/${OPENER_NAME}` };

/** What a command with an outlet is shown besides its own mounts. */
export const OUTLET_MOUNTS: readonly PlacedMount[] = [
  { source: process.execPath, at: INSIDE.node, mode: "ro", kind: "file" },
  {
    source: fileURLToPath(new URL(OPENER_NAME, import.meta.url)),
    at: INSIDE.script,
    mode: "ro",
    kind: "file",
  },
];

/** What the launcher runs first, as a line for its shell. */
export function openerLine({ port }: Pick<Outlet, "port">): string {
  const channel = `NODE_CHANNEL_FD=${OUTLET_DESCRIPTOR} NODE_OPTIONS=`;
  return `${channel} ${INSIDE.node} ${INSIDE.script} ${port} </dev/null >/dev/null || exit 125`;
}

/**
 * Takes over the listening port of a sandbox's loopback, so that its connections are accepted by this
 * process, in its own network. No socket of the host is ever seen inside, and the command's filter is the
 * same as without a network. Disposing closes the port, not what was connected to it.
 *
 * O1. The channel is closed before the command starts: the opener, and so the launcher, goes on only when
 *     it sees that. So nothing that a command may take over can still speak over it.
 * O2. One port is taken. What comes over the channel later, or is no port, is not looked at.
 */
export function takeOutlet(child: ChildProcess, outlet: Outlet): Disposable {
  let server: Server | undefined;
  let over = false;
  child.once("message", (_message, handle) => {
    child.disconnect();
    if (!(handle instanceof Server)) return;
    server = handle;
    server.on("error", () => {}); // what could not be accepted was refused to the command
    server.on("connection", (socket) => outlet.accept(socket));
    if (over) server.close();
  });
  return {
    [Symbol.dispose]() {
      over = true;
      server?.close();
    },
  };
}
