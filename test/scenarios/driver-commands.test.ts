import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { driverReport } from "../../src/compose/driver-report.ts";
import { openLegate } from "../../src/compose.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import { aDriverIsNeeded, driverPid } from "../support/driver-needs.ts";
import { legateCommand, stopDriver } from "../support/legate-command.ts";
import { isAlive, processesWith } from "../support/processes.ts";
import { makeShop, type Shop } from "../support/shop.ts";

let shop: Shop;
let legate: ReturnType<typeof legateCommand>;
beforeEach(() => {
  shop = makeShop();
  legate = legateCommand(shop.stateDir, shop.repo);
});
afterEach(async () => {
  await stopDriver(shop.stateDir);
  shop[Symbol.dispose]();
});

const SPAN = `600.${process.pid}`;
const status = () => driverReport(shop.stateDir);

/** A worker in the background whose command is under way. */
async function workerUnderWay(): Promise<string> {
  const script = join(shop.root, "script.yaml");
  const calls = `[{ tool: run_command, arguments: { shell: "echo begun; sleep ${SPAN}" } }]`;
  writeFileSync(script, `turns:\n  - calls: ${calls}\n  - text: Went on.\n`);
  const id = legate
    .run("spawn", "--model", `scripted:${script}`, "a task that nobody may read")
    .stdout.trim();
  while (processesWith(`sleep\0${SPAN}`).length === 0) await pause(50);
  return id;
}

async function recordsOf(id: string): Promise<WorkerRecord[]> {
  await using opened = await openLegate({ stateDir: shop.stateDir, env: {}, drive: "none" });
  return (await opened.legate.records(id)).map(({ record }) => record);
}

describe("legate up, down and status", () => {
  test("up makes sure of one driver process, however often it is asked; down ends it", async () => {
    expect(legate.json("status")).toMatchObject({ state: "none", pid: null, queued: 0, needPerson: 0 });
    expect(legate.run("down")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("No driver process"),
    });
    const first = legate.json("up") as Record<string, unknown>;
    expect(first).toMatchObject({ state: "alive", foreground: false, workers: 0, queued: 0, needPerson: 0 });
    expect(legate.json("up")).toMatchObject({ pid: first["pid"], since: first["since"] });
    expect(legate.json("down")).toMatchObject({ state: "stopped", pid: first["pid"], workers: 0 });
    expect(isAlive(Number(first["pid"])), "it answers when the process is gone").toBe(false);
    expect(await status()).toMatchObject({ state: "ended", ended: { why: "stopped" }, lastWords: [] });
    expect(legate.json("down")).toMatchObject({ state: "none" });
  });

  test("down hands workers back: what is under way is cut and recorded, and the next driver goes on", async () => {
    const id = await workerUnderWay();
    expect(await status()).toMatchObject({ state: "alive", workers: 1 });
    expect(legate.json("down")).toMatchObject({ state: "stopped", workers: 1 });
    expect(processesWith(SPAN)).toEqual([]);
    const records = legate.json("wait", id, "--timeout", "20s");
    expect(records).toMatchObject({ workers: [{ status: "completed", result: "Went on.", epoch: 2 }] });
    expect((await recordsOf(id)).find(({ type }) => type === "call.finished")).toMatchObject({
      status: "aborted",
    });
  });

  test("the log tells events with their time, and nothing of what workers are about", async () => {
    const id = await workerUnderWay();
    legate.run("down");
    const lines = readFileSync(join(shop.stateDir, "driver.log"), "utf8").trimEnd().split("\n");
    expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT[\d:.]+Z \S/.test(line))).toEqual([]);
    const text = lines.join("\n");
    for (const event of ["started: process", `took ${id}`, `gave back ${id}`, "asked to stop", "ended"]) {
      expect(text).toContain(event);
    }
    expect(text).not.toMatch(/nobody|begun|sleep/);
  });

  test("status says that a driver died, and shows the end of its log", async () => {
    legate.run("up");
    process.kill(driverPid(shop.stateDir), "SIGKILL");
    await expect.poll(status, { timeout: 10_000 }).toMatchObject({
      state: "died",
      pid: driverPid(shop.stateDir),
      lastWords: [expect.stringContaining("started: process")],
    });
    expect(legate.run("status").stdout).toMatch(/died.*\n.*\nlog .*driver\.log\n.*started: process/);
  });

  test("down waits for one that hangs as long as it is told to, and says so with its exit code", async () => {
    await aDriverIsNeeded(shop.stateDir);
    const pid = driverPid(shop.stateDir);
    process.kill(pid, "SIGSTOP");
    expect(await status()).toMatchObject({ state: "silent", pid });
    const late = legate.run("down", "--timeout", "500ms");
    expect(late).toMatchObject({ status: 4, stderr: expect.stringContaining(`kill -9 ${pid}`) });
    process.kill(pid, "SIGCONT");
    expect(legate.json("down")).toMatchObject({ state: "stopped", pid });
  });
});

describe("a driver in the foreground", () => {
  test("takes over from one in the background, is the only one, and ends by Ctrl-C", async () => {
    await aDriverIsNeeded(shop.stateDir);
    const before = driverPid(shop.stateDir);
    const here = legate.start("up", "--foreground");
    const ended = once(here, "exit");
    let said = "";
    here.stderr?.on("data", (chunk) => (said += String(chunk)));
    while ((await status()).foreground !== true) await pause(50);
    expect(isAlive(before)).toBe(false);
    expect(legate.json("up"), "it is alive, and so nothing is started").toMatchObject({ pid: here.pid });
    const second = legate.run("up", "--foreground");
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining("in the foreground already") });
    here.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(said.split("\n")).toEqual([
      expect.stringContaining("started: process"),
      expect.stringContaining("told to stop"),
      "ended",
      "",
    ]);
  });

  test("that lacks the key of a model keeps its place: spawn is refused, and no worker is made", async () => {
    const here = legate.start("up", "--foreground");
    const ended = once(here, "exit");
    while ((await status()).state !== "alive") await pause(50);
    const withKey = legateCommand(shop.stateDir, shop.repo, { OPENAI_API_KEY: "sk-1" });
    const refused = withKey.run("spawn", "t", "--model", "openai/gpt-4o");
    expect(refused).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("OPENAI_API_KEY"),
    });
    expect(refused.stderr).toContain("in the foreground");
    expect(legate.json("list", "--all")).toEqual([]);
    here.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
