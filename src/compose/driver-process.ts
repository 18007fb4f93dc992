import { spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { announceAt } from "../adapters/unix-socket/announcement.ts";
import { LegateError } from "../ports/failure.ts";
import type { Announcement } from "../ports/presence.ts";
import { exclusively } from "./exclusively.ts";
import { askDriver, endHungDriver, signAsDriver } from "./hung-driver.ts";

type Env = Readonly<Record<string, string | undefined>>;

const SOCKET = "driver.sock";
const LOCK = "driver.lock";
const LOG = "driver.log";
const START_WITHIN_MS = 15_000;

/** A driver that says nothing for so long hangs: no step of ours keeps its thread that long. */
const SILENCE_MS = 20_000;

/**
 * Makes sure that a background driver of this state directory is alive, detached from whoever asks. One
 * that hangs is killed first; its workers go on after their last records with the next one.
 */
export async function ensureDriverProcess(stateDir: string, env: Env, silenceMs = SILENCE_MS): Promise<void> {
  const state = await askDriver(stateDir, SOCKET, silenceMs);
  if (state === "answers") return;
  if (state === "silent") await endHungDriver(stateDir);
  const log = await open(join(stateDir, LOG), "a", 0o600);
  try {
    const command = fileURLToPath(new URL("../../bin/legate.js", import.meta.url));
    const child = spawn(process.execPath, [command, "__driver", "--state-dir", stateDir], {
      cwd: "/",
      detached: true,
      env: { ...env },
      stdio: ["ignore", log.fd, log.fd],
    });
    child.unref();
    let exit: number | null | undefined;
    child.once("exit", (code) => {
      exit = code;
    });
    for (let waited = 0; waited < START_WITHIN_MS; waited += 25) {
      if (await driverAnswers(stateDir)) return;
      if (exit !== undefined && exit !== 0) break;
      await pause(25);
    }
  } finally {
    await log.close();
  }
  throw new LegateError("driver-lost", `The background driver did not start. ${await lastWords(stateDir)}`);
}

async function driverAnswers(stateDir: string): Promise<boolean> {
  return (await askDriver(stateDir, SOCKET, SILENCE_MS)) === "answers";
}

async function lastWords(stateDir: string): Promise<string> {
  const path = join(stateDir, LOG);
  const text = await readFile(path, "utf8").catch(() => "");
  const tail = text.trim().split("\n").slice(-5).join("\n");
  return tail === "" ? `Its log ${path} is empty.` : `The end of its log ${path}:\n${tail}`;
}

/** Becomes the background driver of a state directory; nothing when there is one already. */
export async function announceDriverProcess(stateDir: string): Promise<Announcement | undefined> {
  // One at a time: what looks dead to two of them may be the first one's fresh socket by the time the second acts.
  return exclusively(join(stateDir, LOCK), async () => {
    if (await driverAnswers(stateDir)) return undefined;
    await rm(join(stateDir, SOCKET), { force: true });
    await signAsDriver(stateDir);
    return announceAt(stateDir, SOCKET, { onNudge: () => undefined });
  });
}
