import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";

const COMMAND = resolve("bin/legate.js");

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line, in processes of its own, on one state directory and nothing of the user's but `more`. */
export function legateCommand(stateDir: string, cwd: string, more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env["PATH"], HOME: cwd, LEGATE_STATE_DIR: stateDir, ...more };
  return {
    /** Runs it to its end. */
    run(...args: string[]): Said {
      const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
        cwd,
        env,
        encoding: "utf8",
        timeout: 60_000,
      });
      return { status, stdout, stderr };
    },
    /** Starts it and leaves it running. */
    start(...args: string[]): ChildProcess {
      return spawn(process.execPath, [COMMAND, ...args], { cwd, env, stdio: "pipe" });
    },
    json(...args: string[]): unknown {
      const { status, stdout, stderr } = this.run(...args, "--json");
      if (stdout.trim() === "")
        throw new Error(`legate ${args.join(" ")} (exit ${status}) said nothing: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
}

/** Ends the background driver of a state directory, if there is one, and waits until it is gone. */
export async function stopDriver(stateDir: string): Promise<void> {
  const found = spawnSync("pgrep", ["-f", `__driver --state-dir ${stateDir}`], { encoding: "utf8" });
  for (const pid of found.stdout.split("\n").filter(Boolean).map(Number)) {
    try {
      process.kill(pid, "SIGTERM");
      for (let n = 0; n < 200 && isAlive(pid); n++) await new Promise((next) => setTimeout(next, 25));
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
    } catch {
      // it was gone before we asked
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
