import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import { legateCommand, stopDriver } from "../support/legate-command.ts";
import { makeShop, type Shop } from "../support/shop.ts";

/** The process that drives now, once the model is being asked. */
async function drivingProcess(shop: Shop): Promise<number> {
  await using store = await createSqliteStore({
    file: join(shop.stateDir, "journal.db"),
    clock: systemClock,
    hasher: sha256Hasher,
  });
  for (let n = 0; n < 200; n++) {
    const records = (await store.readAll({ after: 0 })).map(({ record }) => record);
    const claimed = records.findLast((record) => record.type === "driver.claimed");
    if (claimed !== undefined && records.some(({ type }) => type === "turn.requested")) return claimed.pid;
    await systemClock.sleep(50);
  }
  throw new Error("nobody drives it");
}

test("when the background driver is killed, whoever waits brings up another one, and the worker goes on", async () => {
  using shop = makeShop();
  const script = join(shop.root, "script.yaml");
  const worker = join(shop.root, "worker.yaml");
  writeFileSync(script, "turns: [{ text: There after all., delay_ms: 3000 }]\n");
  writeFileSync(worker, `task: go\nmodel: scripted:${script}\nworkspace: { kind: none }\n`);
  const legate = legateCommand(shop.stateDir, shop.repo);
  const id = legate.run("spawn", "--file", worker).stdout.trim();
  try {
    const waiting = legate.start("wait", id, "--timeout", "15s");
    const ended = once(waiting, "exit");
    const pid = await drivingProcess(shop);
    await systemClock.sleep(1_500); // by now it waits, and has seen the driver alive
    process.kill(pid, "SIGKILL");
    expect(await ended).toEqual([0, null]);
    expect(legate.json("show", id)).toMatchObject({ status: "completed", result: "There after all." });
  } finally {
    await stopDriver(shop.stateDir);
  }
});
