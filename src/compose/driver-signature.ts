import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identify, isRunning, type ProcessIdentity } from "../adapters/unix-socket/process-identity.ts";
import { type DriverSignature, parseDriverSignature, type WhyEnded } from "../wire/driver-process.ts";

/** The driver process that signed last, whether it still runs or not; nothing when none ever did. */
export interface SignedDriver extends DriverSignature {
  /** Absent when it does not run any more, or cannot be seen from here. */
  readonly process?: ProcessIdentity;
}

/** Remembers which process is the driver, so that it can be ended, also when it does not answer any more. */
export async function signAsDriver(stateDir: string, version: string, since: string): Promise<void> {
  const self = identify(process.pid);
  if (self !== undefined) await write(stateDir, { ...self, version, since });
}

/** Says goodbye: whoever finds nobody then knows that it did not die. */
export async function signOff(stateDir: string, why: WhyEnded, at: string): Promise<void> {
  const signed = await signedDriver(stateDir);
  if (signed?.process?.pid !== process.pid) return;
  const { process: _, ...signature } = signed;
  await write(stateDir, { ...signature, ended: { at, why } });
}

export async function signedDriver(stateDir: string): Promise<SignedDriver | undefined> {
  const source = await readFile(file(stateDir), "utf8").catch(() => "");
  const signature = parseDriverSignature(source);
  if (signature === undefined) return undefined;
  const seen = identify(signature.pid);
  const { pid, born, place = seen?.place } = signature;
  if (place === undefined || place !== seen?.place) return signature;
  const process = { pid, born, place };
  return isRunning(process) ? { ...signature, process } : signature;
}

/** Whole or not at all: it is read by others at any moment. */
async function write(stateDir: string, signature: DriverSignature): Promise<void> {
  const fresh = `${file(stateDir)}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(signature), { mode: 0o600 });
  await rename(fresh, file(stateDir));
}

function file(stateDir: string): string {
  return join(stateDir, "driver.pid");
}
