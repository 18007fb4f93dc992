import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLegate } from "../../src/compose.ts";
import { driverPid } from "../support/driver-needs.ts";
import { legateCommand, stopDriver } from "../support/legate-command.ts";
import { isAlive, processesWith } from "../support/processes.ts";
import { makeShop, type Shop } from "../support/shop.ts";

const TURN = "{ text: There after all., delay_ms: ";

/** A worker whose model thinks for so long, as a file. */
function slowWorker(shop: Shop, delayMs: number): string {
  const worker = join(shop.root, "worker.yaml");
  writeFileSync(worker, `task: go\nmodel: ${slowModel(shop, delayMs)}\nworkspace: { kind: none }\n`);
  return worker;
}

function slowModel(shop: Shop, delayMs: number): string {
  const script = join(shop.root, "script.yaml");
  writeFileSync(script, `turns: [${TURN}${delayMs} }]\n`);
  return `scripted:${script}`;
}

const DONE = { status: "completed", result: "There after all." };

/** What a start of the machine leaves of a state directory whose sockets lay in memory. */
async function reboot(shop: Shop, pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, "SIGKILL");
  while (pids.some(isAlive)) await pause(20);
  for (const name of readdirSync(shop.stateDir)) {
    if (name.endsWith(".sock") || name === "drivers") rmSync(join(shop.stateDir, name), { recursive: true });
  }
}

test("after a restart of the machine the next command brings all workers a driver", async () => {
  using shop = makeShop();
  const legate = legateCommand(shop.stateDir, shop.repo);
  const worker = slowWorker(shop, 600_000);
  try {
    const running = legate.start("run", "--file", worker, "--name", "one");
    const id = legate.run("spawn", "--file", worker).stdout.trim();
    await using opened = await openLegate({ stateDir: shop.stateDir, env: {}, drive: "none" });
    while ((await opened.legate.list({ statuses: ["running"] })).length < 2) await pause(20);
    await reboot(shop, [running.pid ?? 0, driverPid(shop.stateDir)]);
    slowModel(shop, 0);

    const listed = legate.run("list");
    expect(listed).toMatchObject({ status: 0, stderr: expect.stringContaining("2 workers had no driver") });
    expect((await opened.legate.wait(["one", id])).workers).toMatchObject([DONE, DONE]);
  } finally {
    await stopDriver(shop.stateDir);
  }
});

test.each([["show", "left"], ["logs", "left"], ["up"]])(
  "a worker that nobody drives goes on with the next legate %s",
  async (...command) => {
    using shop = makeShop();
    await using opened = await openLegate({ stateDir: shop.stateDir, env: {}, drive: "anyone" });
    await opened.legate.spawn({ task: "go", name: "left", model: slowModel(shop, 0) });
    try {
      expect(legateCommand(shop.stateDir, shop.repo).run(...command).status).toBe(0);
      expect((await opened.legate.wait("left")).workers).toMatchObject([DONE]);
    } finally {
      await stopDriver(shop.stateDir);
    }
  },
);

test("a driver survives its terminal: what the shell started besides it does not", async () => {
  using shop = makeShop();
  const worker = slowWorker(shop, 2_000);
  const span = `601.${process.pid}`;
  const legate = `${process.execPath} ${resolve("bin/legate.js")}`;
  const shell = `sleep ${span} & ${legate} spawn --file ${worker}; echo spawned > done; sleep ${span}`;
  const env = { PATH: process.env["PATH"], HOME: shop.root, LEGATE_STATE_DIR: shop.stateDir };
  const terminal = spawn("script", ["-qc", shell, "/dev/null"], { cwd: shop.root, env, stdio: "ignore" });
  try {
    while (!existsSync(join(shop.root, "done"))) await pause(50);
    expect(processesWith(`sleep\0${span}`)).toHaveLength(2);
    terminal.kill("SIGKILL"); // the kernel hangs up the line that it held
    await once(terminal, "exit");
    while (processesWith(`sleep\0${span}`).length > 0) await pause(20);
    expect(isAlive(driverPid(shop.stateDir))).toBe(true);
    const { list } = {
      list: legateCommand(shop.stateDir, shop.root).json("list", "--all") as { id: string }[],
    };
    const waited = legateCommand(shop.stateDir, shop.root).json("wait", list[0]?.id ?? "");
    expect(waited).toMatchObject({ workers: [{ status: "completed", epoch: 1 }] });
  } finally {
    await stopDriver(shop.stateDir);
  }
});
