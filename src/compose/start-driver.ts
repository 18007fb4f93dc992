import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LegateError } from "../ports/failure.ts";
import { askDriver } from "./ask-driver.ts";
import { driverLogFile, lastLines, openLog } from "./driver-log.ts";

type Env = Readonly<Record<string, string | undefined>>;

const START_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 25;

/**
 * Starts a background driver, in a session of its own so that no terminal takes it along, and waits until
 * it answers, or another one does. Rejects with `driver-lost` and the end of its log.
 */
export async function startDriver(stateDir: string, env: Env): Promise<void> {
  const log = openLog(stateDir);
  const command = fileURLToPath(new URL("../../bin/legate.js", import.meta.url));
  const child = spawn(process.execPath, [command, "__driver", "--state-dir", stateDir], {
    cwd: "/",
    detached: true,
    env: { ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  let hasFailed = false;
  child.once("error", () => (hasFailed = true));
  child.once("exit", (code) => (hasFailed = code !== 0));
  for (let waited = 0; waited < START_WITHIN_MS && !hasFailed; waited += LOOK_EVERY_MS) {
    if ((await askDriver(stateDir)).state === "answers") return;
    await pause(LOOK_EVERY_MS);
  }
  throw new LegateError("driver-lost", `The background driver did not start. ${lastWords(stateDir)}`);
}

function lastWords(stateDir: string): string {
  const lines = lastLines(stateDir, 5);
  const file = driverLogFile(stateDir);
  return lines.length === 0
    ? `Its log ${file} is empty.`
    : `The end of its log ${file}:\n${lines.join("\n")}`;
}
