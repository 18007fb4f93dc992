import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askDriver } from "../../src/compose/ask-driver.ts";
import { version } from "../../src/compose/version.ts";
import { openLegate } from "../../src/compose.ts";
import { aDriverIsNeeded, driverPid } from "../support/driver-needs.ts";
import { stopDriver } from "../support/legate-command.ts";
import { makeShop, type Shop } from "../support/shop.ts";

/** A process that runs this module until it is told to stop, once it has written something. */
async function running(code: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

const source = (path: string) => JSON.stringify(resolve(path));

/** The driver of this source, of another release. */
function driverOfRelease(release: string, { stateDir }: Shop): Promise<ChildProcess> {
  return running(`
    import { runDriverProcess } from ${source("src/compose/run-driver.ts")};
    const stop = new AbortController();
    process.on("SIGTERM", () => stop.abort());
    await runDriverProcess({
      stateDir: ${JSON.stringify(stateDir)}, env: {}, version: ${JSON.stringify(release)}, signal: stop.signal,
      log: console.log,
    });`);
}

/** As release 0.1.0 did: it answers, and says nothing of itself. */
function driverThatSaysNothing({ stateDir }: Shop): Promise<ChildProcess> {
  return running(`
    import { readFileSync, writeFileSync } from "node:fs";
    import { announceAt } from ${source("src/adapters/unix-socket/announcement.ts")};
    const stat = readFileSync("/proc/self/stat", "utf8");
    const born = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    writeFileSync(${JSON.stringify(join(stateDir, "driver.pid"))}, JSON.stringify({ pid: process.pid, born }));
    const announced = await announceAt(${JSON.stringify(stateDir)}, "driver.sock", { onNudge: () => undefined });
    process.on("SIGTERM", () => announced[Symbol.asyncDispose]().then(() => process.exit(0)));
    setInterval(() => undefined, 1000);
    console.log("here");`);
}

const logOf = ({ stateDir }: Shop) => readFileSync(join(stateDir, "driver.log"), "utf8");

test("a driver of another release hands its workers back, and one of this release goes on with them", async () => {
  using shop = makeShop();
  const script = join(shop.root, "script.yaml");
  writeFileSync(script, "turns: [{ text: There after all., delay_ms: 3000 }]\n");
  const env = { PATH: process.env["PATH"], HOME: shop.root };
  await using opened = await openLegate({ stateDir: shop.stateDir, env, drive: "anyone" });
  const old = await driverOfRelease("0.0.1", shop);
  const ended = once(old, "exit");
  try {
    const { id } = await opened.legate.spawn({ task: "t", model: `scripted:${script}` });
    while ((await opened.legate.get(id)).status === "queued") await pause(20);
    await aDriverIsNeeded(shop.stateDir, { env });
    expect(await ended, "the old one ended by itself").toEqual([0, null]);
    expect(await askDriver(shop.stateDir)).toMatchObject({ says: { version: version() } });
    expect((await opened.legate.wait(id)).workers[0]).toMatchObject({ status: "completed", epoch: 2 });
    expect(logOf(shop)).toContain(`asked to stop: release ${version()} takes over from release 0.0.1`);
    expect(logOf(shop)).toMatch(/gave back worker_\S+, running: the driver stopped/);
  } finally {
    old.kill("SIGKILL");
    await stopDriver(shop.stateDir);
  }
});

test("so does one that is too old to say which release it is of", async () => {
  using shop = makeShop();
  mkdirSync(shop.stateDir);
  const old = await driverThatSaysNothing(shop);
  const ended = once(old, "exit");
  try {
    await aDriverIsNeeded(shop.stateDir);
    expect(await ended).toEqual([0, null]);
    expect(driverPid(shop.stateDir)).not.toBe(old.pid);
  } finally {
    old.kill("SIGKILL");
    await stopDriver(shop.stateDir);
  }
});
