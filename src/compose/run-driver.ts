import { setTimeout as pause } from "node:timers/promises";
import { type OpenedLegate, type OpenOptions, openLegate } from "../compose.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Announcement } from "../ports/presence.ts";
import type { Driver } from "../runtime/driver.ts";
import type { WhyEnded } from "../wire/driver-process.ts";
import { announceDriverProcess, type DriverProcess } from "./announce-driver.ts";
import { boundLog, errorForLog, logLine } from "./driver-log.ts";
import { signOff } from "./driver-signature.ts";
import { logClaims } from "./log-claims.ts";
import { logCrashes } from "./log-crashes.ts";
import { stateDirectory } from "./state-directory.ts";
import { tendPool } from "./tend-pool.ts";
import { version as ownVersion } from "./version.ts";

const LOOK_EVERY_MS = 1_000;
const TAKEN = "Another driver is alive for this state directory; nothing to do.";

export interface RunDriverOptions extends Omit<OpenOptions, "drive" | "adopts" | "wrapStore"> {
  /** Ends itself after this long without a worker to drive. @default 600000; never in the foreground */
  readonly idleMs?: number;
  /** A person or a service manager runs it. @default false */
  readonly foreground?: boolean;
  /** Ends it: workers are handed back at once. */
  readonly signal: AbortSignal;
  /** Hears each line of the log, too. */
  readonly log?: (line: string) => void;
  /** @default that of this package */
  readonly version?: string;
}

/**
 * The body of a driver process: drives whatever nobody drives, until it is idle or told to stop.
 *
 * B1. It takes no worker before it knows that it is the only driver process.
 * B2. Whoever was told that it is alive wrote its worker down before: so it looks once more after it
 *     has stopped answering, and only then ends.
 * B3. It says why it ends before it stops answering: who finds nobody then knows that it did not die.
 */
export async function runDriverProcess(options: RunDriverOptions): Promise<void> {
  const stateDir = stateDirectory(options.env, options.stateDir);
  const log = (line: string) => {
    logLine(stateDir, line);
    options.log?.(line);
  };
  using _ = logCrashes(stateDir);
  try {
    await using opened = await openLegate({
      report: (worker, error) => log(troubleForLog(worker, error)),
      ...options,
      drive: "here",
      adopts: true,
      startsDriver: false,
      wrapStore: (store) => logClaims(store, log),
    });
    await driveUntilOver(opened, options, log);
  } catch (error) {
    log(`ended by a failure: ${errorForLog(error)}`);
    throw error;
  }
  log("ended");
}

/** Of a worker only that it broke: its journal says how. */
function troubleForLog(worker: string | undefined, error: unknown): string {
  if (worker === undefined) return `looking for workers failed: ${errorForLog(error)}`;
  return `${worker} could not go on: ${isFailure(error) ? error.code : errorForLog(error)}`;
}

async function driveUntilOver(
  opened: OpenedLegate,
  options: RunDriverOptions,
  log: (line: string) => void,
): Promise<void> {
  const { driver, stateDir, models } = opened;
  const { signal, foreground = false, version = ownVersion() } = options;
  const self = { stateDir, driver, models, version, since: new Date().toISOString(), foreground };
  const idleMs = foreground ? Number.POSITIVE_INFINITY : (options.idleMs ?? 600_000);
  let announcement = await announceDriverProcess(self);
  if (announcement === undefined && foreground) throw new LegateError("not-allowed-now", TAKEN);
  if (announcement === undefined) return log(TAKEN);
  await driver.start();
  log(introduction(self));
  await using _ = tendPool(opened.pool, (error) => log(`the pool was not tended: ${errorForLog(error)}`));
  while (announcement !== undefined) {
    await idle(driver, stateDir, idleMs, signal);
    await goodbye(self, announcement, signal, log);
    if (hasLostStore(driver)) throw driver.failure;
    driver.lost.throwIfAborted();
    if (signal.aborted) return;
    await driver.looked();
    if (driver.busy === 0) return;
    announcement = await announceDriverProcess(self);
  }
}

function introduction({ stateDir, driver, version, foreground }: DriverProcess): string {
  const how = foreground ? "in the foreground" : "in the background";
  return `started: process ${process.pid}, release ${version}, ${how}, driving ${stateDir} as ${driver.identity.id}`;
}

async function goodbye(
  { stateDir, driver }: Pick<DriverProcess, "stateDir"> & { readonly driver: Driver },
  announcement: Announcement,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  const why: WhyEnded = hasEnded(driver) ? "failed" : signal.aborted ? "stopped" : "idle";
  if (why === "stopped") log(`told to stop; handing back ${driver.busy} workers`);
  if (why === "idle") log("idle for long enough");
  if (why !== "failed") await signOff(stateDir, why, new Date().toISOString());
  await announcement[Symbol.asyncDispose]();
}

/** Until it has had nothing to do for so long, cannot find anything any more, or is told to stop. */
async function idle(driver: Driver, stateDir: string, idleMs: number, signal: AbortSignal): Promise<void> {
  let idleFor = 0;
  while (!signal.aborted && !hasEnded(driver) && idleFor < idleMs) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    driver.look();
    boundLog(stateDir);
    idleFor = driver.busy > 0 ? 0 : idleFor + LOOK_EVERY_MS;
  }
}

function hasEnded(driver: Driver): boolean {
  return hasLostStore(driver) || driver.lost.aborted;
}

/** A full disk is waited for; a store that answers nothing any more ends the process, and the next one repairs it. */
function hasLostStore({ failure }: Driver): boolean {
  return isFailure(failure, "store-unavailable");
}
