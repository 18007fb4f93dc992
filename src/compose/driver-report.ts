import { askDriver } from "./ask-driver.ts";
import { driverLogFile, lastLines } from "./driver-log.ts";
import { type SignedDriver, signedDriver } from "./driver-signature.ts";

/** How the driver process of a state directory is. */
export interface DriverReport {
  /**
   * `none`: there never was one; `ended`: the last one said goodbye; `died`: it did not; `ending`: it hands
   * back its workers; `silent`: it is there and does not answer, and is killed by whoever needs it.
   */
  readonly state: "alive" | "silent" | "ending" | "ended" | "died" | "none";
  readonly pid: number | null;
  readonly release: string | null;
  /** ISO 8601. */
  readonly since: string | null;
  /** Whether a person or a service manager runs it. */
  readonly foreground: boolean | null;
  /** How many workers it drives now. */
  readonly workers: number | null;
  readonly ended: { readonly at: string; readonly why: string } | null;
  readonly log: string;
  /** The end of its log, where that tells what went wrong. */
  readonly lastWords: readonly string[];
}

/** For somebody who only looks: who needs it waits longer. */
const SILENCE_MS = 3_000;
const LAST_WORDS = 10;

export async function driverReport(stateDir: string): Promise<DriverReport> {
  const found = await askDriver(stateDir, [], SILENCE_MS);
  const signed = await signedDriver(stateDir);
  const says = found.state === "answers" ? found.says : undefined;
  const state = found.state === "answers" ? "alive" : found.state === "silent" ? "silent" : absent(signed);
  return {
    state,
    pid: says?.pid ?? signed?.pid ?? null,
    release: says?.version ?? signed?.version ?? null,
    since: says?.since ?? signed?.since ?? null,
    foreground: says?.foreground ?? null,
    workers: says?.workers ?? null,
    ended: state === "ended" ? (signed?.ended ?? null) : null,
    log: driverLogFile(stateDir),
    lastWords: state === "died" || state === "silent" ? lastLines(stateDir, LAST_WORDS) : [],
  };
}

function absent(signed: SignedDriver | undefined): DriverReport["state"] {
  if (signed === undefined) return "none";
  if (signed.process !== undefined) return "ending";
  return signed.ended === undefined ? "died" : "ended";
}
