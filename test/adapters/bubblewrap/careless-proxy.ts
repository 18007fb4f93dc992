import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { OutsideNetwork } from "../../../src/adapters/egress/outside-network.ts";
import type { Connection } from "../../../src/ports/sandbox.ts";

/**
 * A proxy that goes wherever it is asked to, reads requests as leniently as it can, and knows no
 * credential: the control of each attack on ours.
 */
export function carelessProxy(outside: OutsideNetwork): (connection: Connection) => void {
  return (connection) => {
    let text = "";
    connection.on("error", () => {});
    connection.on("data", async (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!text.endsWith("\r\n\r\n")) return;
      const targets = [...text.matchAll(/^(?:CONNECT |GET http:\/\/)([^ /]+)/gm)];
      text = "";
      for (const [, target = ""] of targets) await dial(target);
      connection.end("HTTP/1.1 200 OK\r\n\r\n");
    });
  };

  async function dial(target: string): Promise<void> {
    const [, bracketed, plain = "", port = ""] =
      /^(?:\[([^\]]*)\]|([^:\0]*))(?:\0[^:]*)?:?(\d*)/.exec(target) ?? [];
    const name = bracketed ?? plain;
    const address = isIP(name) === 0 ? ((await outside.resolve(name))[0] ?? (await numeric(name))) : name;
    outside.dial(address, Number(port)).destroy();
  }
}

/** As the C library reads addresses: in short, decimal, hexadecimal and octal. */
async function numeric(name: string): Promise<string> {
  return (await lookup(name)).address;
}
