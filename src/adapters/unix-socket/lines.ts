import type { Socket } from "node:net";

/** Longer lines end the connection: nobody here sends them. */
const LONGEST_LINE = 1024 * 1024;

/** Calls `onLine` with each JSON value that the other side sent as a line of its own. */
export function onLines(socket: Socket, onLine: (value: unknown) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) socket.destroy();
    for (const line of lines) {
      const value = parsed(line);
      if (value === undefined) socket.destroy();
      else onLine(value);
    }
  });
  socket.on("error", () => socket.destroy());
}

export function sendLine(socket: Socket, value: unknown): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(value)}\n`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
