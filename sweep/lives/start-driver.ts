import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Life } from "./life.ts";

const PROCESS = fileURLToPath(new URL("./driver-process.ts", import.meta.url));

/** Compiled once for all lives: otherwise most of each would be spent on that. */
const COMPILED = join(tmpdir(), `legate-sweep-compiled-${process.getuid?.() ?? 0}`);

export interface DrivingProcess {
  readonly process: ChildProcess;
  /** The first whole line, or nothing when it ended without one. */
  readonly begun: Promise<unknown>;
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly killed: boolean;
  /** Acknowledged records, as `WORKER SEQ TYPE`. */
  readonly told: readonly string[];
  /** Codes of the failures that it met, in order. */
  readonly failures: readonly string[];
  /** How many commits it made, when it lived to its end. */
  readonly commits?: number;
  /** What it complained of besides, e.g. a crash of its own. */
  readonly complaint: string;
}

/** Starts a process of a life, under `wrapper` (a program and its arguments) when one is given. */
export function startDriver(life: Life, wrapper: readonly string[] = []): DrivingProcess {
  const [program = "", ...args] = [...wrapper, process.execPath, PROCESS, JSON.stringify(life)];
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  const begun = Promise.race([once(child.stdout, "data"), once(child, "close")]);
  return { process: child, begun, ended: endingOf(child) };
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (piece: string) => {
      said[name] += piece;
    });
  }
  await once(child, "close");
  const lines = said.stdout.split("\n").slice(0, -1); // what follows the last line break was cut off by a kill
  const marked = (mark: string) =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const [commits] = marked("# ");
  return {
    killed: child.signalCode === "SIGKILL",
    told: lines.filter((line) => line.startsWith("worker_")),
    failures: marked("! "),
    ...(commits === undefined ? {} : { commits: Number(commits) }),
    complaint: said.stderr,
  };
}
