import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { legateCommand, stopDriver } from "../support/legate-command.ts";
import { makeShop, type Shop } from "../support/shop.ts";

/** Each turn leaves one line behind that tells whether it ran, and how often. */
const SCRIPT = `
stream_delay_ms: 10
turns:
${[1, 2, 3, 4]
  .map(
    (n) => `  - text: Turn ${n} takes its time, so that somebody can pull the plug in the middle of it.
    delay_ms: 150
    calls: [{ tool: run_command, arguments: { shell: "echo ran-${n} >> ran.log; sleep 0.3" } }]`,
  )
  .join("\n")}
  - text: All four ran.
`;

async function recordsOf(shop: Shop): Promise<readonly StoredRecord[]> {
  await using store = await createSqliteStore({
    file: join(shop.stateDir, "journal.db"),
    clock: systemClock,
    hasher: sha256Hasher,
  });
  return store.readAll({ after: 0 });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 200; n++) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("it never came to that");
}

test.each([
  { when: "while the model speaks", type: "turn.requested", count: 3 },
  { when: "while a command runs", type: "call.intended", count: 3 },
])(
  "after kill -9 of its driver $when, `legate wait` continues the worker after its last record",
  async ({ type, count }) => {
    using shop = makeShop();
    const script = join(shop.root, "script.yaml");
    writeFileSync(script, SCRIPT);
    const legate = legateCommand(shop.stateDir, shop.repo);
    const running = legate.start("run", "--name", "doomed", "--model", `scripted:${script}`, "--task", "go");
    running.stderr?.resume();
    const seen = async () => (await recordsOf(shop)).filter(({ record }) => record.type === type).length;
    await until(async () => (await seen()) >= count);
    running.kill("SIGKILL");
    try {
      const waited = legate.run("wait", "doomed");
      expect(waited.status, waited.stderr).toBe(0);
      const { workers } = legate.json("wait", "doomed") as { workers: unknown[] };
      expect(workers[0]).toMatchObject({ status: "completed", result: "All four ran.", epoch: 2 });
      const records = await recordsOf(shop);
      const finished = records.flatMap(({ record }) =>
        record.type === "call.finished" ? [record.call] : [],
      );
      const unknown = records.flatMap(({ record }) =>
        record.type === "call.outcome_unknown" ? [record.call] : [],
      );
      expect(finished.length + unknown.length).toBe(4);
      expect(unknown).toEqual(type === "call.intended" ? ["t3.1"] : []);
      const patch = legate.run("diff", "doomed").stdout;
      const lines = patch.split("\n").filter((line) => line.startsWith("+ran-"));
      expect(lines.filter((line) => line !== "+ran-3")).toEqual(["+ran-1", "+ran-2", "+ran-4"]);
      expect(lines.filter((line) => line === "+ran-3").length).toBeLessThanOrEqual(1);
    } finally {
      await stopDriver(shop.stateDir);
    }
  },
);
