import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DriverNeeds, ensureDriverProcess } from "../../src/compose/driver-process.ts";

/** Makes sure of a driver process, as a command does that needs one for nothing in particular. */
export function aDriverIsNeeded(stateDir: string, needs: Partial<DriverNeeds> = {}): Promise<void> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  return ensureDriverProcess({
    stateDir,
    env: { PATH: process.env["PATH"], HOME: stateDir },
    resolve: async () => undefined,
    modelsInUse: async () => [],
    ...needs,
  });
}

/** Which process signed last. */
export function driverPid(stateDir: string): number {
  return JSON.parse(readFileSync(join(stateDir, "driver.pid"), "utf8")).pid;
}
