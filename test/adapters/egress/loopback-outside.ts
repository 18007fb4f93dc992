import { connect, createServer, type Socket } from "node:net";
import type { OutsideNetwork } from "../../../src/adapters/egress/outside-network.ts";

/** An outside in which every address is one small server of this machine, which says `ORIGIN`. */
export interface LoopbackOutside extends OutsideNetwork, AsyncDisposable {
  /** Addresses dialed, in order, with their ports. */
  readonly dialed: string[];
  /** Names asked for, in order. */
  readonly asked: string[];
  /** What reached the server so far. */
  readonly heard: () => string;
  /** The server's side of each connection. */
  readonly served: Socket[];
  readonly port: number;
}

/** `names`: the addresses of each name, one answer after the other; the last one stays. */
export async function loopbackOutside(
  names: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<LoopbackOutside> {
  const [dialed, asked, served]: [string[], string[], Socket[]] = [[], [], []];
  let heard = "";
  const server = createServer((socket) => {
    served.push(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    socket.write("ORIGIN\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = server.address();
  if (place === null || typeof place === "string") throw new Error("a TCP server has a port");
  return {
    ...{ dialed, asked, served, port: place.port, heard: () => heard },
    async resolve(host) {
      const answers = names[host] ?? [];
      const turn = asked.filter((name) => name === host).length;
      asked.push(host);
      return answers[Math.min(turn, answers.length - 1)] ?? [];
    },
    dial(address, port) {
      dialed.push(`${address}:${port}`);
      return connect({ host: "127.0.0.1", port: place.port });
    },
    async [Symbol.asyncDispose]() {
      for (const socket of served) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
