import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../src/cli/run-cli.ts";
import { openLegate } from "../../src/compose.ts";
import { processesWith } from "../support/processes.ts";

const ENTRY = new URL("../../bin/legate.js", import.meta.url).pathname;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A scratch place with a small repository, a state directory of its own, and the real program. */
export class Place {
  readonly path = mkdtempSync(join(tmpdir(), "legate-cli-"));
  readonly repo = join(this.path, "shop");
  readonly state = join(this.path, "state");
  readonly env: Readonly<Record<string, string>> = {
    PATH: process.env["PATH"] ?? "",
    HOME: this.path,
    LEGATE_STATE_DIR: this.state,
  };

  constructor() {
    mkdirSync(this.repo);
    this.git("init", "-q", "-b", "main");
    this.write("a.txt", "hello\n");
    this.git("add", ".");
    this.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "one");
  }

  git(...args: string[]): string {
    const env = { ...this.env, GIT_CONFIG_GLOBAL: "/dev/null" };
    return execFileSync("git", ["-C", this.repo, ...args], { env, encoding: "utf8" });
  }

  /** A file of the repository's work tree. */
  write(path: string, text: string): string {
    const full = join(this.repo, path);
    mkdirSync(join(full, ".."), { recursive: true });
    writeFileSync(full, text);
    return full;
  }

  /** The name of a model that says these turns (YAML). */
  model(name: string, turns: string): string {
    const path = join(this.path, `${name}.yaml`);
    writeFileSync(path, `turns:\n${turns}`);
    return `scripted:${path}`;
  }

  /** Runs the program to its end; it is killed after a minute. */
  legate(
    args: readonly string[],
    options: { stdin?: string; cwd?: string; env?: object } = {},
  ): Promise<Ran> {
    return this.start(args, options).ended;
  }

  /** The same command line in this process, for tests that are not about processes: ten times as fast. */
  async here(
    argv: readonly string[],
    { stdin = "", cwd = this.repo, env = {} }: { stdin?: string; cwd?: string; env?: object } = {},
  ): Promise<Ran> {
    let stdout = "";
    let stderr = "";
    const code = await runCli({
      argv,
      stdout: { write: (text) => (stdout += Buffer.from(text).toString()), isTTY: false },
      stderr: { write: (text) => (stderr += Buffer.from(text).toString()), isTTY: false },
      readStdin: async () => stdin,
      env: { ...this.env, ...env },
      cwd,
      signals: { onInterrupt: () => ({ [Symbol.dispose]: () => undefined }), exitNow: () => undefined },
      open: openLegate,
      drive: () => Promise.reject(new Error("a driver is a process")),
    });
    return { code, stdout, stderr };
  }

  start(
    args: readonly string[],
    { stdin = "", cwd = this.repo, env = {} }: { stdin?: string; cwd?: string; env?: object } = {},
  ) {
    const child = spawn(process.execPath, [ENTRY, ...args], { cwd, env: { ...this.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.end(stdin);
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    const ended = new Promise<Ran>((done) => {
      child.on("close", (code) => {
        clearTimeout(timer);
        done({ code, stdout, stderr });
      });
    });
    return { child, ended, stderrSoFar: () => stderr };
  }

  [Symbol.dispose](): void {
    for (const pid of this.#driverProcesses()) {
      try {
        process.kill(pid, "SIGTERM");
      } catch {
        // It has ended by itself.
      }
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** Drivers say in their log who they are; of those that are gone others may have the number. */
  #driverProcesses(): readonly number[] {
    try {
      const log = readFileSync(join(this.state, "driver.log"), "utf8");
      const started = [...log.matchAll(/ started: process (\d+)/g)].map(([, pid]) => Number(pid));
      return started.filter((pid) => processesWith(this.state).includes(pid));
    } catch {
      return [];
    }
  }
}
