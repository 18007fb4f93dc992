import { expressions } from "../../src/adapters/expressions/expressions.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import type { RuntimePorts } from "../../src/runtime/runtime-ports.ts";
import { createSmallLandings } from "../../src/testing/small-landings.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";
import { commandProblem, parseCommand } from "../../src/wire/commands.ts";
import { harnHostFormat } from "../../src/wire/harn-host-format.ts";
import { brokenSchema } from "../../src/wire/json-schema.ts";
import { NO_ROLES } from "../no-roles.ts";
import { PlannedBug, simModels, simToolbox, simWorkspaces } from "./sim-outside.ts";
import { simPresence } from "./sim-presence.ts";
import type { SimProcess } from "./sim-process.ts";
import { simStore } from "./sim-store.ts";
import type { World } from "./world.ts";

/** As `compose/run-driver.ts` does: what no commit and no death tells of is found by looking. */
const LOOK_EVERY_MS = 1_000;
/** When nothing goes wrong nothing is found by looking, and looking takes most of the time. */
const LOOK_IN_CALM_EVERY_MS = 60_000;

/** A process with the real runtime in it. */
export async function openProcess(world: World, adopts: boolean): Promise<SimProcess> {
  const process = world.newProcess();
  const ports = portsOf(world, process);
  const driver = new Driver(ports, {
    identity: { id: process.driverId, pid: world.processes.length },
    maxConcurrent: world.plan.maxConcurrent,
    adopts,
    defaults: {},
    report: (worker, error) => {
      if (!isPlanned(error)) world.problem(`${process.name} reports ${worker ?? "looking"}: ${said(error)}`);
    },
  });
  world.note(`${process.name} starts${adopts ? " and adopts" : ""}`);
  await driver.start();
  const defaults = {};
  process.opened = { driver, legate: createLegateOver(ports, driver, { defaults, drive: "here" }) };
  if (adopts) void keepLooking(world, process, driver);
  return process;
}

function portsOf(world: World, process: SimProcess): RuntimePorts {
  return {
    store: simStore(world, process),
    clock: process.clock,
    hasher: world.hasher,
    auditor: world.auditor,
    models: simModels(world, process),
    toolbox: simToolbox(world, process),
    workspaces: simWorkspaces(world, process),
    landings: createSmallLandings(),
    sandbox: createTrustingSandbox(),
    presence: simPresence(world, process),
    readCommand: parseCommand,
    commandProblem,
    hostFormat: harnHostFormat,
    roles: NO_ROLES,
    expressions,
    brokenSchema,
  };
}

async function keepLooking(world: World, process: SimProcess, driver: Driver): Promise<void> {
  while (process.alive) {
    await process.clock.sleep(world.calm ? LOOK_IN_CALM_EVERY_MS : LOOK_EVERY_MS);
    driver.look();
  }
}

/** What our own faults make the runtime say. */
export function isPlanned(error: unknown): boolean {
  return (
    error instanceof PlannedBug || (error instanceof Error && "code" in error && error.code === "disk-full")
  );
}

export function said(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
