import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Life } from "./life.ts";

const PROCESS = fileURLToPath(new URL("./driver-process.ts", import.meta.url));

/** Compiled once for all lives: otherwise most of each would be spent on that. */
const COMPILED = join(tmpdir(), `legate-sweep-compiled-${process.getuid?.() ?? 0}`);

/** What a driving process says: see `driver-process.ts`. */
const SAID = {
  pid: /^pid (\d+)$/,
  told: /^worker_/,
  failure: /^! /,
  full: /^full$/,
  commits: /^# /,
} as const;

export interface Ending {
  readonly killed: boolean;
  /** Acknowledged records, as `WORKER SEQ TYPE`. */
  readonly told: readonly string[];
  /** Codes of the failures that it met, in order. */
  readonly failures: readonly string[];
  /** How many records it was told are kept after its store had told it that it cannot go on. */
  readonly toldTooLate: number;
  /** How many commits it made, when it lived to its end. */
  readonly commits?: number;
  /** What it complained of besides, e.g. a crash of its own. */
  readonly complaint: string;
}

/** A process of a life, and what can be seen of it from outside. */
export class DrivingProcess {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  /** Starts it, under `wrapper` (a program and its arguments) when one is given. */
  constructor(life: Life, wrapper: readonly string[] = []) {
    const [program = "", ...args] = [...wrapper, process.execPath, PROCESS, JSON.stringify(life)];
    const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED };
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.#lines.push(line);
      for (const look of this.#waiting) look();
    });
    this.ended = this.#end(child);
  }

  /** Resolves once it has been told that something is kept, or is over. */
  begun(): Promise<unknown> {
    return this.#said(SAID.told);
  }

  /** Resolves once it has filled its disk, or is over. */
  filled(): Promise<unknown> {
    return this.#said(SAID.full);
  }

  /** Kills it when it still lives so long after it came up: how long that takes depends on the machine, not on it. */
  async endWithin(ms: number): Promise<void> {
    await this.#said(SAID.pid);
    await delay(ms, undefined, { ref: false });
    this.kill("SIGKILL");
  }

  /** The process itself, not what it runs under; nothing before it says so. */
  get pid(): number | undefined {
    const [, pid] = this.#lines.map((line) => SAID.pid.exec(line)).find((match) => match !== null) ?? [];
    return pid === undefined ? undefined : Number(pid);
  }

  kill(signal: NodeJS.Signals): void {
    if (this.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(this.pid, signal);
    } catch {
      // it was gone before we asked, and what it ran under not yet
    }
  }

  #said(what: RegExp): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#lines.some((line) => what.test(line))) resolve();
    };
    look();
    this.#waiting.add(look);
    return Promise.race([promise, this.ended]);
  }

  async #end(child: ChildProcess): Promise<Ending> {
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
      complaint += piece;
    });
    await once(child, "close");
    const lines = this.#lines;
    const commits = lines.find((line) => SAID.commits.test(line));
    return {
      killed: child.signalCode === "SIGKILL",
      told: lines.filter((line) => SAID.told.test(line)),
      failures: lines.filter((line) => SAID.failure.test(line)).map((line) => line.slice(2)),
      toldTooLate: tooLate(lines),
      ...(commits === undefined ? {} : { commits: Number(commits.slice(2)) }),
      complaint,
    };
  }
}

function tooLate(lines: readonly string[]): number {
  const over = lines.indexOf("! store-unavailable");
  return over === -1 ? 0 : lines.slice(over).filter((line) => SAID.told.test(line)).length;
}
