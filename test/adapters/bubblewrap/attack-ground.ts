import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";

/** A scratch folder and listeners of the host for attacks to aim at; `env` tells them where. */
export async function prepareAttackGround(needle: string) {
  const scratch = mkdtempSync("/var/tmp/legate-attack-"); // not /tmp: that is private inside
  const [work, shown, outside, secret] = ["work", "shown", "outside", "secret"].map((name) =>
    join(scratch, name),
  ) as [string, string, string, string];
  for (const folder of [work, shown, outside]) mkdirSync(folder);
  writeFileSync(secret, "SESAME\n");
  writeFileSync(join(work, "int80"), handmadeProgram());
  chmodSync(join(work, "int80"), 0o755);
  const abstract = `legate-${needle}`;
  const servers = [createServer(), createServer(), createServer(), createServer()] as const;
  await Promise.all([
    once(servers[0].listen(0, "127.0.0.1"), "listening"),
    once(servers[1].listen(0, "::1"), "listening"),
    once(servers[2].listen(join(shown, "socket")), "listening"),
    once(servers[3].listen(`\0${abstract}`), "listening"),
  ]);
  const udp = createSocket("udp4").bind(0, "127.0.0.1");
  await once(udp, "listening");
  const port = (server: { address(): AddressInfo | string | null }) =>
    String((server.address() as AddressInfo).port);
  return {
    work,
    shown,
    secret,
    env: {
      ...{
        SCRATCH: scratch,
        WORK: work,
        SHOWN: shown,
        OUTSIDE: outside,
        SECRET: secret,
        ABSTRACT: abstract,
        NEEDLE: needle,
      },
      ...{ TCP: port(servers[0]), TCP6: port(servers[1]), UDP: port(udp) },
    },
    close() {
      for (const server of servers) server.close();
      udp.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** A whole program: `getpid` through `int 0x80`, then `exit(42)` the native way. */
function handmadeProgram(): Uint8Array {
  const code = [0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xbf, 42, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05];
  const image = Buffer.alloc(120 + code.length);
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  image.writeUInt16LE(2, 16); // an executable
  image.writeUInt16LE(62, 18); // for x86-64
  image.writeUInt32LE(1, 20);
  image.writeBigUInt64LE(0x400078n, 24); // starting at
  image.writeBigUInt64LE(64n, 32); // segments listed at
  for (const [value, at] of [
    [64, 52],
    [56, 54],
    [1, 56],
  ] as const)
    image.writeUInt16LE(value, at);
  image.writeUInt32LE(1, 64); // one segment: loaded,
  image.writeUInt32LE(5, 68); // readable and executable
  for (const at of [80, 88]) image.writeBigUInt64LE(0x400000n, at);
  for (const at of [96, 104]) image.writeBigUInt64LE(BigInt(image.length), at);
  image.writeBigUInt64LE(0x1000n, 112);
  image.set(code, 120);
  return image;
}
