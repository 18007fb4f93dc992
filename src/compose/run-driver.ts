import { setTimeout as pause } from "node:timers/promises";
import { type OpenOptions, openLegate } from "../compose.ts";
import { isFailure } from "../ports/failure.ts";
import type { Driver } from "../runtime/driver.ts";
import { announceDriverProcess } from "./driver-process.ts";

const LOOK_EVERY_MS = 1_000;

export interface RunDriverOptions extends Omit<OpenOptions, "drive" | "adopts"> {
  /** Ends itself after this long without a worker to drive. @default 600000 */
  readonly idleMs?: number;
  /** Ends it: workers are handed back at once. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * The body of the background driver: drives whatever nobody drives, until it is idle or told to stop.
 *
 * B1. It takes no worker before it knows that it is the only driver process.
 * B2. Whoever was told that it is alive wrote its worker down before: so it looks once more after it
 *     has stopped answering, and only then ends.
 */
export async function runDriverProcess(options: RunDriverOptions): Promise<void> {
  const { idleMs = 600_000, signal, log } = options;
  await using opened = await openLegate({ ...options, drive: "here", adopts: true, startsDriver: false });
  const { driver, stateDir } = opened;
  let announcement = await announceDriverProcess(stateDir);
  if (announcement === undefined)
    return log("another driver is alive for this state directory; nothing to do");
  await driver.start();
  log(`driving ${stateDir} as ${driver.identity.id}, process ${process.pid}`);
  for (;;) {
    await idle(driver, idleMs, signal);
    if (!hasLostStore(driver)) log(signal.aborted ? "told to stop" : `idle for ${idleMs} ms`);
    await announcement?.[Symbol.asyncDispose]();
    if (hasLostStore(driver)) throw driver.failure;
    if (signal.aborted) return;
    await driver.looked();
    if (driver.busy === 0) return;
    announcement = await announceDriverProcess(stateDir);
  }
}

/** Until it has had nothing to do for so long, cannot find anything any more, or is told to stop. */
async function idle(driver: Driver, idleMs: number, signal: AbortSignal): Promise<void> {
  let idleFor = 0;
  while (!signal.aborted && !hasLostStore(driver) && idleFor < idleMs) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    driver.look();
    idleFor = driver.busy > 0 ? 0 : idleFor + LOOK_EVERY_MS;
  }
}

/** A full disk is waited for; a store that answers nothing any more ends the process, and the next one repairs it. */
function hasLostStore({ failure }: Driver): boolean {
  return isFailure(failure, "store-unavailable");
}
