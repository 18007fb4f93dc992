import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createEgress } from "../../../src/adapters/egress/egress.ts";
import type { OpenEgress } from "../../../src/ports/egress.ts";
import { type LoopbackOutside, loopbackOutside } from "./loopback-outside.ts";

const GOOD = "93.184.216.34";

test("a declared host is reached through one dial of the address that was judged", async () => {
  await using at = await anEgress(["good.example:443"], { "good.example": [[GOOD]] });
  const client = await at.client();
  client.write(asking("GOOD.example.:443", at.out));
  expect(await said(client, /ORIGIN/)).toBe("HTTP/1.1 200 Connection established\r\n\r\nORIGIN\n");
  client.write("hello");
  await until(() => at.outside.heard() === "hello");
  expect(at.outside.dialed).toEqual([`${GOOD}:443`]);
  expect(at.outside.asked).toEqual(["good.example"]);
  expect(at.out.decided().decisions).toEqual([
    { target: "good.example:443", decision: "allow", rule: "declared", times: 1 },
  ]);
});

test("an outside that breaks after the tunnel was opened ends it without a word, and is no denial", async () => {
  await using at = await anEgress(["good.example:443"], { "good.example": [[GOOD]] });
  const client = await at.client();
  const heard = everything(client);
  client.write(asking("good.example:443", at.out));
  await until(() => at.outside.served.length === 1);
  await pause(20);
  at.outside.served[0]?.resetAndDestroy();
  await once(client, "close");
  expect(heard()).toBe("HTTP/1.1 200 Connection established\r\n\r\nORIGIN\n");
  expect(at.out.decided().decisions.map(({ decision }) => decision)).toEqual(["allow"]);
});

test("an outside that does not answer is told as such, and is no denial", async () => {
  await using at = await anEgress(["good.example:443"], { "good.example": [[GOOD]] });
  await at.outside[Symbol.asyncDispose]();
  const client = await at.client();
  client.write(asking("good.example:443", at.out));
  expect(await said(client, /\r\n\r\n/)).toContain("502 Cannot be reached");
  expect(at.out.decided().decisions.map(({ decision }) => decision)).toEqual(["allow"]);
});

test("a second request sent before the tunnel is open closes it, also in a piece of its own", async () => {
  const outside = await loopbackOutside({ "good.example": [[GOOD]] });
  const slow = { ...outside, resolve: (host: string) => pause(50).then(() => outside.resolve(host)) };
  await using at = await anEgress(["good.example:443"], {}, { ...outside, ...slow });
  const client = await at.client();
  client.write(asking("good.example:443", at.out));
  await pause(10);
  client.write(asking("evil.example:443", at.out));
  expect(await said(client, /\r\n\r\n/)).toContain("400 Bad Request");
  await pause(80);
  expect(at.outside.dialed).toEqual([]);
});

test("the credential of one opening is refused by another, and by itself once it is over", async () => {
  await using one = await anEgress(["good.example:443"], { "good.example": [[GOOD]] });
  await using other = await anEgress(["good.example:443"], { "good.example": [[GOOD]] });
  const client = await one.client();
  client.write(asking("good.example:443", other.out));
  expect(await said(client, /\r\n\r\n/)).toContain(
    '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="legate"',
  );
  expect(one.outside.asked).toEqual([]);
  const open = await one.client();
  open.write(asking("good.example:443", one.out));
  await said(open, /ORIGIN/);
  const closed = once(open, "close");
  one.out[Symbol.dispose]();
  await closed;
});

test("what is recorded stays small, whatever a command asks for", async () => {
  await using at = await anEgress(["good.example:443"], {});
  for (let index = 0; index < 130; index += 1) {
    const client = await at.client();
    client.resume().write(asking(`host-${index}.example:443`, at.out));
    await once(client, "close");
  }
  expect(at.out.decided().decisions).toHaveLength(100);
  expect(at.out.decided().leftOut).toBe(30);
});

interface AnEgress extends AsyncDisposable {
  readonly out: OpenEgress;
  readonly outside: LoopbackOutside;
  client(): Promise<Socket>;
}

/** A way out whose outlet is a port of this machine. */
async function anEgress(
  endpoints: readonly string[],
  names: Parameters<typeof loopbackOutside>[0],
  given?: LoopbackOutside,
): Promise<AnEgress> {
  const outside = given ?? (await loopbackOutside(names));
  const out = createEgress(outside).open(endpoints);
  const server = createServer((socket) => out.outlet.accept(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = server.address();
  if (place === null || typeof place === "string") throw new Error("a TCP server has a port");
  return {
    out,
    outside,
    async client() {
      const socket = connect({ host: "127.0.0.1", port: place.port });
      socket.on("error", () => {});
      await once(socket, "connect");
      return socket;
    },
    async [Symbol.asyncDispose]() {
      out[Symbol.dispose]();
      server.close();
      await outside[Symbol.asyncDispose]();
    },
  };
}

function asking(target: string, { env }: OpenEgress): string {
  const { username, password } = new URL(env["HTTPS_PROXY"] ?? "");
  const credential = Buffer.from(`${username}:${password}`).toString("base64");
  return `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${credential}\r\n\r\n`;
}

function everything(socket: Socket): () => string {
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  return () => text;
}

async function said(socket: Socket, what: RegExp): Promise<string> {
  const heard = everything(socket);
  await until(() => what.test(heard()));
  return heard();
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(2);
}
