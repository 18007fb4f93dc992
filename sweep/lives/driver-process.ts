import { writeSync } from "node:fs";
import { driverId } from "../../src/core/ids.ts";
import { isFailure } from "../../src/ports/failure.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import { LIFE_DEFECTS, type LifeDefect } from "./defects.ts";
import { doomed, tellingRefusals } from "./doom.ts";
import { fillDisk } from "./fill-disk.ts";
import { stateOf } from "./ground.ts";
import { LIFE_TOOLS } from "./ledger.ts";
import type { Life } from "./life.ts";
import { birthsOf, portsIn } from "./ports-in.ts";

// One process that brings a scenario to its end, or dies on the way where it was told to. It says on
// stdout `pid PID`; what it was told is kept, a line `WORKER SEQ TYPE` for each record, before anything follows
// from it; a line `! CODE` for each failure; `full` when it has filled its disk; and at its end `# COMMITS`.
//
//   driver-process.ts LIFE (as JSON)

/** Commits of other processes are looked for this often: nobody wants to wait for the usual poll. */
const LOOK_EVERY_MS = 10;

const life = JSON.parse(process.argv[2] ?? "") as Life;
said(`pid ${process.pid}`);
const { store: plant = (sound) => sound, tools = (sound) => sound }: LifeDefect =
  life.defect === undefined ? {} : LIFE_DEFECTS[life.defect];
const { store: kept, ...others } = await portsIn(life, tools(LIFE_TOOLS)).catch(failed);
let commits = 0;
const store = doomed(plant(tellingRefusals(kept, refused)), {
  ...(life.doom === undefined ? {} : { doom: life.doom }),
  told: (records) => {
    for (const { worker, seq, record } of records) said(`${worker} ${seq} ${record.type}`);
  },
  counted: (commit) => {
    commits = commit;
  },
  moveClock: (ms) => others.clock.move(ms),
  fillDisk: () => {
    fillDisk(stateOf(life.directory));
    said("full");
  },
});
const ports = { ...others, store };
const driver = new Driver(ports, {
  identity: { id: driverId(ports.clock.uuid()), pid: process.pid },
  maxConcurrent: 8,
  adopts: true,
  defaults: {},
  report: (_worker, error) => said(`! ${codeOf(error)}`),
});
await driver.start().catch(failed);
const looking = setInterval(() => {
  if (isFailure(driver.failure, "store-unavailable")) failed(driver.failure);
  store.nudge();
}, LOOK_EVERY_MS);
try {
  await using legate = createLegateOver(ports, driver, { defaults: {}, drive: "here", owned: store });
  const workers = await Promise.all(birthsOf(life).map((input) => legate.spawn(input)));
  const ids = workers.map(({ id }) => id);
  await legate.wait(ids, { until: "settled" });
} catch (error) {
  failed(error);
}
clearInterval(looking);
said(`# ${commits}`);

function refused(error: unknown): void {
  said(`! ${codeOf(error)}`);
}

function said(line: string): void {
  writeSync(1, `${line}\n`);
}

function failed(error: unknown): never {
  said(`! ${codeOf(error)}`);
  process.exit(3);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
