import { spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { announceAt } from "../adapters/unix-socket/announcement.ts";
import { connectTo } from "../adapters/unix-socket/connect.ts";
import { LegateError } from "../ports/failure.ts";
import type { Announcement } from "../ports/presence.ts";
import { exclusively } from "./exclusively.ts";

type Env = Readonly<Record<string, string | undefined>>;

const SOCKET = "driver.sock";
const LOCK = "driver.lock";
const LOG = "driver.log";
const START_WITHIN_MS = 15_000;

/** Makes sure that a background driver of this state directory is alive, detached from whoever asks. */
export async function ensureDriverProcess(stateDir: string, env: Env): Promise<void> {
  if (await driverAnswers(stateDir)) return;
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
  const socket = await connectTo(stateDir, SOCKET).catch(() => undefined);
  socket?.destroy();
  return socket !== undefined;
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
    return announceAt(stateDir, SOCKET, { onNudge: () => undefined });
  });
}
