import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askDriver } from "../../src/compose/ask-driver.ts";
import { signedDriver } from "../../src/compose/driver-signature.ts";
import { keepDriver } from "../../src/compose/keep-driver.ts";
import { stopDriverProcess } from "../../src/compose/stop-driver.ts";
import { driverPid } from "../support/driver-needs.ts";
import { stopDriver } from "../support/legate-command.ts";

let stateDir = "";
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "legate-keep-"));
});
afterEach(async () => {
  await stopDriver(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
});

function kept(told: unknown[], unattended = async () => 0) {
  const env = { PATH: process.env["PATH"], HOME: stateDir };
  const models = { resolve: async () => undefined, modelsInUse: async () => [] };
  return keepDriver({ stateDir, env, ...models, unattended, report: (error) => told.push(error) });
}

test("a driver that dies is brought back while somebody counts on it", async () => {
  using driver = kept([]);
  await driver.ensure();
  const pid = driverPid(stateDir);
  process.kill(pid, "SIGKILL");
  while (driverPid(stateDir) === pid || (await askDriver(stateDir)).state !== "answers") await pause(50);
});

test("one that was stopped is not brought back against the will of whoever did that, and it is told once", async () => {
  const told: unknown[] = [];
  using driver = kept(told);
  await driver.ensure();
  await stopDriverProcess(stateDir, { why: "a test" });
  while (told.length === 0) await pause(50);
  await pause(2_500);
  expect(told).toMatchObject([{ code: "driver-lost", message: expect.stringContaining("was stopped") }]);
  expect((await askDriver(stateDir)).state).toBe("absent");
  expect((await signedDriver(stateDir))?.ended?.why).toBe("stopped");
});

test("one that ended because it was idle is brought back when there is something to do again, and not before", async () => {
  let left = 0;
  let looks = 0;
  using driver = kept([], async () => {
    looks += 1;
    return left;
  });
  await driver.ensure();
  await stopDriverProcess(stateDir, { why: "a test" });
  const file = join(stateDir, "driver.pid");
  writeFileSync(file, readFileSync(file, "utf8").replace('"stopped"', '"idle"'));
  while (looks < 2) await pause(50);
  expect((await askDriver(stateDir)).state).toBe("absent");
  left = 1;
  while ((await askDriver(stateDir)).state !== "answers") await pause(50);
});
