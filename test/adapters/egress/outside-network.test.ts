import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { expect, test } from "vitest";
import { machineNetwork } from "../../../src/adapters/egress/outside-network.ts";

/** Answers each question about an IPv4 address with 93.184.216.34, and any other with nothing. */
async function aNameServer() {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const isV4 = question.readUInt16BE(question.length - 4) === 1;
    const answer = isV4 ? Buffer.from("c00c000100010000003c00045db8d822", "hex") : Buffer.alloc(0);
    const head = Buffer.from(question);
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(isV4 ? 1 : 0, 6);
    head.writeUInt16BE(0, 10);
    socket.send(Buffer.concat([head, answer]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { port: socket.address().port, [Symbol.dispose]: () => void socket.close() };
}

test("names are asked of the name servers, and not looked up in this machine's list of hosts", async () => {
  using server = await aNameServer();
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  const outside = machineNetwork(resolver);
  expect(await outside.resolve("good.example")).toEqual(["93.184.216.34"]);
});

test("a name that nobody knows has no address, and is no failure", async () => {
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers(["127.0.0.1:9"]);
  expect(await machineNetwork(resolver).resolve("gone.example")).toEqual([]);
});
