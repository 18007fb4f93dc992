import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROCESS = fileURLToPath(new URL("../../test/adapters/sqlite/child-store.ts", import.meta.url));
const MORE_THAN_ANYBODY_WAITS_FOR = "1000000";

/** The control: whoever asks for a sync is told that it is done. */
const WITHOUT_SYNCS = [
  "strace",
  "-f",
  "-qq",
  "-o",
  "/dev/null",
  "-e",
  "trace=fsync,fdatasync",
  "-e",
  "inject=fsync,fdatasync:retval=0",
];

/** A process that appends to a store as fast as it can, and says what was acknowledged. */
export class Writer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #told: string[] = [];

  constructor(file: string, syncs: boolean) {
    const command = [...(syncs ? [] : WITHOUT_SYNCS), process.execPath, PROCESS];
    const [program = "", ...args] = [...command, "own", file, MORE_THAN_ANYBODY_WAITS_FOR];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
    createInterface({ input: child.stdout }).on("line", (line) => void this.#told.push(line));
    this.#process = child;
  }

  /** Acknowledged until now, as `WORKER SEQ`. */
  told(): readonly string[] {
    return [...this.#told];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.#process, "exit");
    process.kill(-pid, "SIGKILL"); // with what it runs under
    await ended;
  }
}
