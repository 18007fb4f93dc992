import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { ensureDriverProcess } from "../../src/compose/driver-process.ts";
import { askDriver, endHungDriver } from "../../src/compose/hung-driver.ts";
import { openLegate } from "../../src/compose.ts";
import { stopDriver } from "../support/legate-command.ts";
import { makeShop } from "../support/shop.ts";

const SCRIPT = `
turns:
  - calls: [{ tool: run_command, arguments: { shell: "echo begun >> begun.txt; sleep 600" } }]
  - { expect: { message: outcome_unknown }, text: Went on without it. }
`;

const driverPid = (stateDir: string): number =>
  JSON.parse(readFileSync(join(stateDir, "driver.pid"), "utf8")).pid;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a driver that hangs without dying is killed with its commands, and the next one goes on with its workers", async () => {
  using shop = makeShop();
  const script = join(shop.root, "script.yaml");
  writeFileSync(script, SCRIPT);
  const env = { PATH: process.env["PATH"], HOME: shop.root };
  await using opened = await openLegate({ stateDir: shop.stateDir, env, drive: "anyone" });
  const { legate } = opened;
  try {
    await ensureDriverProcess(shop.stateDir, env);
    const workspace = {
      kind: "worktree",
      repo: shop.repo,
      base: "HEAD",
      include: [],
      includeUncommitted: false,
    } as const;
    const { id } = await legate.spawn({ task: "t", model: `scripted:${script}`, workspace });
    const begun = async () =>
      (await legate.records(id)).some(({ record }) => record.type === "call.intended");
    while (!(await begun())) await pause(50);
    const hung = driverPid(shop.stateDir);
    process.kill(hung, "SIGSTOP");
    expect(await askDriver(shop.stateDir, "driver.sock", 300)).toBe("silent");
    expect(isAlive(hung)).toBe(true);

    await ensureDriverProcess(shop.stateDir, env, 300);
    expect(driverPid(shop.stateDir)).not.toBe(hung);
    expect((await legate.wait(id)).workers[0]).toMatchObject({
      status: "completed",
      result: "Went on without it.",
    });
  } finally {
    await stopDriver(shop.stateDir);
  }
});

test("a driver that answers is left alone, and so is a process that only has the number of one", async () => {
  using shop = makeShop();
  mkdirSync(shop.stateDir);
  const env = { PATH: process.env["PATH"], HOME: shop.root };
  try {
    await ensureDriverProcess(shop.stateDir, env);
    const pid = driverPid(shop.stateDir);
    await ensureDriverProcess(shop.stateDir, env, 5_000);
    expect(driverPid(shop.stateDir)).toBe(pid);
  } finally {
    await stopDriver(shop.stateDir);
  }
  writeFileSync(join(shop.stateDir, "driver.pid"), JSON.stringify({ pid: process.pid, born: "1" }));
  expect(await endHungDriver(shop.stateDir)).toBe(false);
  expect(await askDriver(shop.stateDir, "driver.sock", 300)).toBe("absent");
});

test("a driver that breaks the connection off is on its way out, and does not count as hung", async () => {
  using shop = makeShop();
  mkdirSync(shop.stateDir);
  // Closing with the question unread makes the kernel reset the connection.
  const server = createServer(
    { pauseOnConnect: true },
    (socket) => void pause(100).then(() => socket.destroy()),
  );
  await new Promise<void>((listening) => server.listen(join(shop.stateDir, "driver.sock"), listening));
  try {
    expect(await askDriver(shop.stateDir, "driver.sock", 5_000)).toBe("absent");
  } finally {
    server.close();
  }
});
