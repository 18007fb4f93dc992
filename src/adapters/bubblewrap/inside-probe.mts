// Runs inside the sandbox during the self-test, by itself: it attacks, and prints what happened.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, type NetConnectOpts } from "node:net";

const { secret, outside, shown, work, system, port, token } = JSON.parse(process.argv[2] ?? "{}");

/** "done", or the error's code. */
function attempt(action: () => unknown): string {
  try {
    action();
    return "done";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

function connects(to: NetConnectOpts): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(to, () => resolve("done"));
    socket.on("error", (error) => resolve("code" in error ? String(error.code) : String(error)));
    setTimeout(() => resolve("no answer"), 500).unref();
  });
}

const unshare = spawnSync("/usr/bin/unshare", ["-U", "true"], { encoding: "utf8", env: { LC_ALL: "C" } });
const findings = {
  readSecret: attempt(() => readFileSync(secret)),
  readShown: attempt(() => readFileSync(`${shown}/readable`)),
  writeOutside: attempt(() => writeFileSync(outside, "")),
  writeShown: attempt(() => writeFileSync(`${shown}/readable`, "")),
  writeSystem: attempt(() => writeFileSync(system, "")),
  writeWork: attempt(() => writeFileSync(`${work}/written`, "")),
  tcp: await connects({ host: "127.0.0.1", port }),
  unix: await connects({ path: `${shown}/socket` }),
  unshare: unshare.error === undefined ? `${unshare.status} ${unshare.stderr.trim()}` : "absent",
  status: readFileSync("/proc/self/status", "utf8"),
};
// Leaves its session, ignores polite signals, holds no descriptor: what a cancel must still reach.
const survivor = ["-c", 'trap "" TERM HUP INT; while :; do sleep 1; done', token];
spawn("/bin/sh", survivor, { detached: true, stdio: "ignore" }).unref();
process.stdout.write(`${JSON.stringify(findings)}\n`);
setTimeout(() => {}, 600_000);
