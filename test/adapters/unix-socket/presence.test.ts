import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { createSocketPresence } from "../../../src/adapters/unix-socket/presence.ts";
import { driverId, workerId } from "../../../src/core/ids.ts";
import type { LiveEvent } from "../../../src/ports/presence.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-presence-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fresh = () => driverId(systemClock.uuid());
const nothing = { onNudge: () => undefined, onEvicted: () => undefined };

/** Another process that announces itself in the folder and says so. */
async function otherProcess(id: string) {
  const module = resolve("src/adapters/unix-socket/presence.ts");
  const code = `
    import { createSocketPresence } from ${JSON.stringify(module)};
    const announced = await createSocketPresence(${JSON.stringify(folder)}).announce(${JSON.stringify(id)}, {
      onNudge: () => console.log("nudged"),
    });
    setInterval(() => announced.publish({ type: "live.text", worker: process.env.WORKER, turn: 1, delta: "x" }), 20);
    console.log("here");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    env: { ...process.env, WORKER },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

const WORKER = workerId("01a20394-5d97-77c2-a2cd-93bd27b936e8");

test("a driver is alive from its announcement to its goodbye, and not before or after", async () => {
  const presence = createSocketPresence(folder);
  const other = createSocketPresence(folder);
  const id = fresh();
  expect(await other.isAlive(id)).toBe(false);
  const announced = await presence.announce(id, nothing);
  expect(await other.isAlive(id)).toBe(true);
  await announced[Symbol.asyncDispose]();
  await announced[Symbol.asyncDispose]();
  expect(await createSocketPresence(folder).isAlive(id)).toBe(false);
});

test("kill -9 of another process is noticed at once by whoever asked about it", async () => {
  const id = fresh();
  const child = await otherProcess(id);
  const mine = createSocketPresence(folder);
  const noticed = Promise.withResolvers<void>();
  // Nobody polls here: each look is the answer to a nudge. While the kernel is still taking the process
  // apart, its listener may outlive the connection that told us; then that look's connection tells again.
  const look = async () => {
    if (!(await mine.isAlive(id))) noticed.resolve();
  };
  await using _ = await mine.announce(fresh(), { ...nothing, onNudge: () => void look() });
  expect(await mine.isAlive(id)).toBe(true);
  child.kill("SIGKILL");
  await noticed.promise;
  expect(await mine.isAlive(id)).toBe(false);
});

test("a nudge reaches another process, and live events come back from it", async () => {
  const id = fresh();
  const child = await otherProcess(id);
  try {
    const mine = createSocketPresence(folder);
    const said = once(child.stdout, "data");
    await mine.nudge(id);
    expect(String((await said)[0])).toContain("nudged");
    const stop = new AbortController();
    const seen: LiveEvent[] = [];
    for await (const event of mine.follow(id, WORKER, stop.signal)) {
      seen.push(event);
      if (seen.length === 3) stop.abort();
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen[0]).toEqual({ type: "live.text", worker: WORKER, turn: 1, delta: "x" });
  } finally {
    child.kill("SIGKILL");
  }
});

test("following ends when the driver dies", async () => {
  const id = fresh();
  const child = await otherProcess(id);
  const mine = createSocketPresence(folder);
  let events = 0;
  for await (const _ of mine.follow(id, WORKER, new AbortController().signal)) {
    events += 1;
    if (events === 1) child.kill("SIGKILL");
  }
  expect(events).toBeGreaterThan(0);
});

test("a nudge to a dead driver is no error", async () => {
  await createSocketPresence(folder).nudge(fresh());
});

test("a state directory with a path longer than a socket address works", async () => {
  const deep = join(folder, "d".repeat(80), "e".repeat(80));
  mkdirSync(deep, { recursive: true });
  const id = fresh();
  await using _ = await createSocketPresence(deep).announce(id, nothing);
  expect(await createSocketPresence(deep).isAlive(id)).toBe(true);
});

test("asking about a driver many times at once keeps one connection to it", async () => {
  const id = fresh();
  await using _ = await createSocketPresence(folder).announce(id, nothing);
  const asking = createSocketPresence(folder);
  const connections = () => process.getActiveResourcesInfo().filter((name) => name === "PipeWrap").length;
  const before = connections();
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(Array.from({ length: 6 }, () => asking.isAlive(id)));
    expect(answers).not.toContain(false);
    await systemClock.sleep(30);
  }
  expect(connections() - before, "one here, one at the driver").toBeLessThanOrEqual(2);
});

test.runIf(process.getuid?.() === 0)(
  "a driver that finds its disk full says so, and begins once there is room",
  async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "legate-small-disk", folder]);
    try {
      const ballast = join(folder, "ballast");
      expect(() => writeFileSync(ballast, Buffer.alloc(1 << 20))).toThrow("ENOSPC");
      const presence = createSocketPresence(join(folder, "drivers"));
      await expect(presence.announce(fresh(), nothing)).rejects.toMatchObject({ code: "disk-full" });
      rmSync(ballast);
      await (await presence.announce(fresh(), nothing))[Symbol.asyncDispose]();
    } finally {
      execFileSync("umount", [folder]);
    }
  },
);
