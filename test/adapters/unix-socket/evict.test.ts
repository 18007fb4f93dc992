import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { createSocketPresence } from "../../../src/adapters/unix-socket/presence.ts";
import { type DriverId, driverId } from "../../../src/core/ids.ts";
import { loiterers } from "../bubblewrap/evasions.ts";

let folder = "";
const drivers: Hanging[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-evict-"));
});
afterEach(() => {
  for (const { child } of drivers.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Hanging {
  readonly child: ChildProcess;
  readonly id: DriverId;
  readonly token: string;
  /** The next thing that it says. */
  readonly said: () => Promise<string>;
}

const HANDLERS = { onNudge: () => undefined, onEvicted: () => undefined };
const LEASE_MS = 1_000;
let started = 0;

/** Another process that drives, with a command running. */
async function driverWithCommand(how: "noted" | "unnoted" | "ours"): Promise<Hanging> {
  const id = driverId(systemClock.uuid());
  const token = `evicted-${process.pid}-${started++}`;
  const script = new URL("hanging-driver.ts", import.meta.url).pathname;
  const args = [script, folder, id, String(LEASE_MS), how, `=${token}`];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = linesOf(createInterface({ input: child.stdout }));
  const driver = { child, id, token, said: async () => (await lines.next()).value ?? "" };
  drivers.push(driver);
  expect(await driver.said()).toBe("ready");
  child.stdin.write("\n");
  expect(await driver.said()).toBe("up");
  return driver;
}

async function* linesOf(lines: Interface): AsyncGenerator<string, undefined> {
  for await (const line of lines) yield line;
  return undefined;
}

/** A presence that has noticed the driver's silence. */
async function afterItsSilence({ id }: Hanging) {
  const presence = createSocketPresence(folder);
  while (await presence.isAlive(id)) await pause(20);
  return presence;
}

describe("a driver that stands still for its lease", () => {
  test("can be evicted: its commands are gone, it is not alive again, and it begins nothing more", async () => {
    const driver = await driverWithCommand("noted");
    driver.child.kill("SIGSTOP");
    const presence = await afterItsSilence(driver);
    expect(loiterers(driver.token), "it runs until then").not.toEqual([]);
    expect(await presence.evict(driver.id)).toBe(true);
    expect(loiterers(driver.token)).toEqual([]);

    driver.child.stdin?.write("\n");
    driver.child.kill("SIGCONT");
    const heard = [await driver.said(), await driver.said(), await driver.said()];
    expect(heard.toSorted()).toEqual(["aborted", "evicted", "signalled"]);
    expect(loiterers(driver.token)).toEqual([]);
    expect(await presence.isAlive(driver.id)).toBe(false);
    expect(await createSocketPresence(folder).isAlive(driver.id)).toBe(false);
  });

  test("keeps its commands when they are not written down: the list is what ends them", async () => {
    const driver = await driverWithCommand("unnoted");
    driver.child.kill("SIGSTOP");
    await (await afterItsSilence(driver)).evict(driver.id);
    expect(loiterers(driver.token)).not.toEqual([]);
    expect(driver.child.kill("SIGCONT"), "and is not killed itself").toBe(true);
    expect(await driver.said()).toBe("evicted");
  });

  test("is killed with everything when it is there to drive and for nothing else", async () => {
    const driver = await driverWithCommand("ours");
    driver.child.kill("SIGSTOP");
    const ended = new Promise((resolve) => driver.child.once("exit", (_, signal) => resolve(signal)));
    expect(await (await afterItsSilence(driver)).evict(driver.id)).toBe(true);
    expect(loiterers(driver.token)).toEqual([]);
    expect(await ended).toBe("SIGKILL");
  });

  test("is told to those who drive here, and so is that it speaks again", async () => {
    const driver = await driverWithCommand("noted");
    const presence = createSocketPresence(folder);
    const seen: boolean[] = [];
    const changed = Promise.withResolvers<void>();
    const onNudge = async () => {
      seen.push(await presence.isAlive(driver.id));
      if (seen.length === 1) driver.child.kill("SIGCONT");
      if (seen.length === 2) changed.resolve();
    };
    const handlers = { onNudge: () => void onNudge(), onEvicted: () => undefined };
    await using _ = await presence.announce(driverId(systemClock.uuid()), handlers);
    expect(await presence.isAlive(driver.id)).toBe(true);
    driver.child.kill("SIGSTOP");
    await changed.promise;
    expect(seen).toEqual([false, true]);
  });
});

describe("not evicted", () => {
  test("is a driver whose process means nothing here: another start of the machine, another pid namespace", async () => {
    const driver = await driverWithCommand("noted");
    driver.child.kill("SIGSTOP");
    const presence = await afterItsSilence(driver);
    const note = join(folder, `${driver.id}.json`);
    const elsewhere = { process: { pid: 1, born: "1", place: "elsewhere" }, leaseMs: LEASE_MS, isOurs: true };
    writeFileSync(note, JSON.stringify(elsewhere));
    expect(await presence.evict(driver.id)).toBe(false);
    expect(loiterers(driver.token)).not.toEqual([]);
    driver.child.kill("SIGKILL");
    await new Promise((resolve) => driver.child.once("exit", resolve));
    expect(await presence.evict(driver.id), "the dead hold nothing").toBe(true);
  });

  test("is a process that only has the number of one that ran a command", async () => {
    const driver = await driverWithCommand("noted");
    const [tree = ""] = readdirSync(join(folder, `${driver.id}.trees`));
    writeFileSync(join(folder, `${driver.id}.trees`, `${process.pid}-1`), "");
    writeFileSync(join(folder, `${driver.id}.trees`, "1-nonsense"), "");
    driver.child.kill("SIGSTOP");
    expect(await (await afterItsSilence(driver)).evict(driver.id)).toBe(true);
    expect(tree).toMatch(/^\d+-\d+$/);
  });

  test("is oneself", async () => {
    const presence = createSocketPresence(folder);
    const id = driverId(systemClock.uuid());
    await using _ = await presence.announce(id, HANDLERS);
    expect(await presence.evict(id)).toBe(false);
    expect(await presence.isAlive(id)).toBe(true);
  });
});

test("a driver that ends leaves nothing behind, and what a killed one leaves is cleared away in time", async () => {
  const ended = createSocketPresence(folder);
  const announced = await ended.announce(driverId(systemClock.uuid()), HANDLERS);
  expect(readdirSync(folder)).toHaveLength(3);
  await announced[Symbol.asyncDispose]();
  expect(readdirSync(folder)).toEqual([]);

  const [old, young] = [driverId(systemClock.uuid()), driverId(systemClock.uuid())];
  for (const kind of ["json", "evicted"]) {
    writeFileSync(join(folder, `${young}.${kind}`), "");
    writeFileSync(join(folder, `${old}.${kind}`), "");
    utimesSync(join(folder, `${old}.${kind}`), 1, 1);
  }
  await using _ = await createSocketPresence(folder).announce(driverId(systemClock.uuid()), HANDLERS);
  const left = readdirSync(folder);
  expect(left.filter((name) => name.startsWith(young))).toHaveLength(2);
  expect(left.filter((name) => name.startsWith(old))).toEqual([]);
});

test("whoever stood still himself does not take the others' silence for theirs", async () => {
  const presence = createSocketPresence(folder, { leaseMs: LEASE_MS });
  const id = driverId(systemClock.uuid());
  await using _ = await presence.announce(id, HANDLERS);
  const module = new URL("../../../src/adapters/unix-socket/presence.ts", import.meta.url).href;
  const code = `
    import { createSocketPresence } from ${JSON.stringify(module)};
    const presence = createSocketPresence(${JSON.stringify(folder)});
    setInterval(async () => console.log(await presence.isAlive(${JSON.stringify(id)})), 10);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = linesOf(createInterface({ input: child.stdout }));
    await lines.next();
    child.kill("SIGSTOP");
    await pause(2 * LEASE_MS);
    child.kill("SIGCONT");
    for (let n = 0; n < 100; n++) expect(await lines.next()).toMatchObject({ value: "true" });
  } finally {
    child.kill("SIGKILL");
  }
});
