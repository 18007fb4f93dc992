import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { announceAt } from "../../src/adapters/unix-socket/announcement.ts";
import { connectTo } from "../../src/adapters/unix-socket/connect.ts";
import { announceDriverProcess } from "../../src/compose/announce-driver.ts";
import { runDriverProcess } from "../../src/compose/run-driver.ts";
import { openLegate } from "../../src/compose.ts";
import { driverId } from "../../src/core/ids.ts";
import { NO_CONFIG } from "../../src/wire/config-file.ts";
import { legateCommand } from "../support/legate-command.ts";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "legate-driver-"));
  directories.push(directory);
  return directory;
}

const HANDLERS = { onNudge: () => undefined };

const aDriver = (stateDir: string) => ({
  stateDir,
  driver: { identity: { id: driverId(systemClock.uuid()), pid: process.pid }, busy: 0 },
  models: scriptedModels([]),
  version: "0",
  since: systemClock.now(),
  foreground: false,
});

async function answers(directory: string): Promise<boolean> {
  const socket = await connectTo(directory, "driver.sock");
  socket?.destroy();
  return socket !== undefined;
}

test("a driver that ends does not take away the socket of the one after it", async () => {
  const directory = scratch();
  const old = await announceAt(directory, "driver.sock", HANDLERS);
  const lingering = await connectTo(directory, "driver.sock");
  const ending = old[Symbol.asyncDispose]();
  await using _ = await announceAt(directory, "driver.sock", HANDLERS);
  lingering?.destroy();
  await ending;
  expect(await answers(directory)).toBe(true);
});

test("of many that replace a dead driver's socket at once, one becomes the driver", async () => {
  for (let round = 0; round < 5; round++) {
    const directory = scratch();
    leaveDeadSocket(directory);
    const announced = await Promise.all(
      Array.from({ length: 4 }, () => announceDriverProcess(aDriver(directory))),
    );
    const drivers = announced.filter((one) => one !== undefined);
    expect(drivers.length, `round ${round}`).toBe(1);
    expect(await answers(directory)).toBe(true);
    for (const driver of drivers) await driver[Symbol.asyncDispose]();
    expect(existsSync(join(directory, "driver.sock"))).toBe(false);
  }
});

const TURNS = [{ text: "Driven." }];
const open = (stateDir: string, drive: "here" | "anyone") =>
  openLegate({
    stateDir,
    env: {},
    drive,
    config: { ...NO_CONFIG, model: "any" },
    models: scriptedModels(TURNS),
  });

test("a second driver process takes no worker before it knows that it is the only one", async () => {
  const stateDir = scratch();
  await using first = await announceAt(stateDir, "driver.sock", HANDLERS);
  await using opened = await open(stateDir, "anyone");
  const { id } = await opened.legate.spawn({ task: "t" });
  const said: string[] = [];
  const signal = new AbortController().signal;
  const process = { stateDir, env: {}, models: scriptedModels(TURNS), signal };
  await runDriverProcess({ ...process, log: (line) => said.push(line) });
  await expect(runDriverProcess({ ...process, foreground: true })).rejects.toMatchObject({
    code: "not-allowed-now",
  });
  expect(said.join()).toContain("Another driver is alive");
  expect(await opened.legate.get(id)).toMatchObject({ status: "queued", epoch: 0 });
  void first;
});

test("a worker that arrives while the driver decides to end is driven", async () => {
  const stateDir = scratch();
  const script = join(stateDir, "script.yaml");
  writeFileSync(script, "turns: [{ text: Driven. }]\n");
  const legate = legateCommand(stateDir, stateDir);
  let spawned = "";
  const log = (line: string) => {
    if (!line.startsWith("idle") || spawned !== "") return;
    spawned = spawnElsewhere(stateDir, `scripted:${script}`);
  };
  const signal = AbortSignal.timeout(60_000);
  await runDriverProcess({ stateDir, env: {}, idleMs: 1, signal, log });
  expect(legate.json("show", spawned)).toMatchObject({ status: "completed", result: "Driven." });
});

/** What a driver leaves behind that was killed: a socket file where nobody listens. */
function leaveDeadSocket(directory: string): void {
  const path = JSON.stringify(join(directory, "driver.sock"));
  const script = `require("node:net").createServer().listen(${path}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", script]);
}

/** Another process makes a worker and looks after no driver. This thread stands still meanwhile, as the moment must. */
function spawnElsewhere(stateDir: string, model: string): string {
  const code = `
    import { openLegate } from ${JSON.stringify(resolve("src/compose.ts"))};
    const opened = await openLegate({ stateDir: ${JSON.stringify(stateDir)}, env: {}, drive: "anyone" });
    const { id } = await opened.legate.spawn({ task: "go", model: ${JSON.stringify(model)} });
    await opened[Symbol.asyncDispose]();
    console.log(id);`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stdout.trim();
}
