import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askDriver } from "../../src/compose/ask-driver.ts";
import { signedDriver } from "../../src/compose/driver-signature.ts";
import { stopDriverProcess } from "../../src/compose/stop-driver.ts";
import { openLegate } from "../../src/compose.ts";
import { aDriverIsNeeded, driverPid } from "../support/driver-needs.ts";
import { stopDriver } from "../support/legate-command.ts";
import { isAlive } from "../support/processes.ts";
import { makeShop } from "../support/shop.ts";

const SCRIPT = `
turns:
  - calls: [{ tool: run_command, arguments: { shell: "echo begun >> begun.txt; sleep 600" } }]
  - { expect: { message: outcome_unknown }, text: Went on without it. }
`;

test("a driver that hangs without dying is killed with its commands, and the next one goes on with its workers", async () => {
  using shop = makeShop();
  const script = join(shop.root, "script.yaml");
  writeFileSync(script, SCRIPT);
  const env = { PATH: process.env["PATH"], HOME: shop.root };
  await using opened = await openLegate({ stateDir: shop.stateDir, env, drive: "anyone" });
  const { legate } = opened;
  try {
    await aDriverIsNeeded(shop.stateDir, { env });
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
    expect((await askDriver(shop.stateDir, [], 300)).state).toBe("silent");
    expect(isAlive(hung)).toBe(true);

    await aDriverIsNeeded(shop.stateDir, { env, silenceMs: 300 });
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
    await aDriverIsNeeded(shop.stateDir, { env });
    const pid = driverPid(shop.stateDir);
    await aDriverIsNeeded(shop.stateDir, { env });
    expect(driverPid(shop.stateDir)).toBe(pid);
  } finally {
    await stopDriver(shop.stateDir);
  }
  writeFileSync(join(shop.stateDir, "driver.pid"), JSON.stringify({ pid: process.pid, born: "1" }));
  expect((await signedDriver(shop.stateDir))?.process).toBeUndefined();
  expect(await stopDriverProcess(shop.stateDir, { why: "a test" })).toEqual({ state: "none" });
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
    expect((await askDriver(shop.stateDir, [], 5_000)).state).toBe("absent");
  } finally {
    server.close();
  }
});
