import { setTimeout as pause } from "node:timers/promises";
import { type OpenOptions, openLegate } from "../compose.ts";
import { announceDriverProcess } from "./driver-process.ts";

const LOOK_EVERY_MS = 1_000;

export interface RunDriverOptions extends Omit<OpenOptions, "drive" | "adopts"> {
  /** Ends itself after this long without a worker to drive. @default 600000 */
  readonly idleMs?: number;
  /** Ends it: workers are handed back at once. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** The body of the background driver: drives whatever nobody drives, until it is idle or told to stop. */
export async function runDriverProcess(options: RunDriverOptions): Promise<void> {
  const { idleMs = 600_000, signal, log } = options;
  await using opened = await openLegate({ ...options, drive: "here", adopts: true });
  const announcement = await announceDriverProcess(opened.stateDir);
  if (announcement === undefined)
    return log("another driver is alive for this state directory; nothing to do");
  await using _ = announcement;
  log(`driving ${opened.stateDir} as ${opened.driver.identity.id}, process ${process.pid}`);
  let idle = 0;
  while (!signal.aborted && idle < idleMs) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    opened.driver.look();
    idle = opened.driver.busy > 0 ? 0 : idle + LOOK_EVERY_MS;
  }
  log(signal.aborted ? "told to stop" : `idle for ${idleMs} ms`);
}
