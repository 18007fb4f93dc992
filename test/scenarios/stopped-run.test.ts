import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import { legateCommand, stopDriver } from "../support/legate-command.ts";
import { processesWith } from "../support/processes.ts";
import { makeShop, type Shop } from "../support/shop.ts";

const SPAN = `600.${process.pid}`;
const SCRIPT = `
turns:
  - calls: [{ tool: run_command, arguments: { shell: "echo begun > begun.txt; sleep ${SPAN}" } }]
  - { expect: { message: outcome_unknown }, text: Went on without it. }
`;

async function journal(shop: Shop): Promise<readonly WorkerRecord[]> {
  await using store = await createSqliteStore({
    file: join(shop.stateDir, "journal.db"),
    clock: systemClock,
    hasher: sha256Hasher,
  });
  return (await store.readAll({ after: 0 })).map(({ record }) => record);
}

test("a run that is stopped in the middle of a command loses its worker, and writes nothing when it goes on", async () => {
  using shop = makeShop();
  const script = join(shop.root, "script.yaml");
  const config = join(shop.root, "config.yaml");
  writeFileSync(script, SCRIPT);
  writeFileSync(config, "hungAfterMs: 2000\n");
  const legate = legateCommand(shop.stateDir, shop.repo, { LEGATE_CONFIG: config });
  const running = legate.start("run", "--name", "stopped", "--model", `scripted:${script}`, "--task", "go");
  const ended = once(running, "exit");
  let said = "";
  running.stderr?.on("data", (chunk) => (said += String(chunk)));
  try {
    while (processesWith(`sleep\0${SPAN}`).length === 0) await pause(50);
    running.kill("SIGSTOP");

    const waited = legate.json("wait", "stopped");
    expect(waited).toMatchObject({
      workers: [{ status: "completed", result: "Went on without it.", epoch: 2 }],
    });
    expect(processesWith(SPAN), "nothing of the command is left").toEqual([]);
    const before = await journal(shop);
    const fates = before.filter(({ type }) => type === "call.outcome_unknown" || type === "call.finished");
    expect(fates).toMatchObject([{ type: "call.outcome_unknown", call: "t1.1" }]);

    running.kill("SIGCONT");
    expect(await ended).toEqual([75, null]);
    expect(said).toContain("stood still for so long that another driver took its workers over");
    expect(await journal(shop)).toEqual(before);
  } finally {
    running.kill("SIGKILL");
    await stopDriver(shop.stateDir);
  }
});
