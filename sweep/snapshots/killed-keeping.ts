import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WorkerId } from "../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../src/core/workspace/workspace.ts";
import { type SnapshotKill, waitingFor } from "./kill-points.ts";

export interface Keeping {
  readonly stateDir: string;
  readonly worker: WorkerId;
  readonly opened: OpenedWorkspace;
  /** The number of its first step. */
  readonly first: number;
}

const SCRIPT = fileURLToPath(new URL("./keeping.ts", import.meta.url));
/** The last of them is never reached by those who are killed. */
export const STEPS = 3;
/** Long after all steps are done, however busy the machine is. */
const HUNG_AFTER_MS = 120_000;

/** Takes snapshots in a process that is killed, or loses parts of it, on the way; answers what it said, `hung` if it came to no end. */
export async function killedKeeping(keeping: Keeping, kill: SnapshotKill): Promise<readonly string[]> {
  const { stateDir, worker, opened, first } = keeping;
  const args = [SCRIPT, stateDir, worker, JSON.stringify(opened), String(first), String(STEPS)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] });
  const closed = once(child, "close");
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const heard = (start: string) =>
    new Promise<void>((done) => {
      const listen = (line: string) => line.startsWith(start) && done();
      reader.on("line", listen).on("close", done);
    });
  reader.on("line", (line) => lines.push(line));
  await heard("ready");
  const tracer = kill.by === "call" ? await attached(child, kill) : undefined;
  const began = heard("began");
  child.stdin.end("go\n");
  await began;
  if (kill.by !== "call") await strike(child, kill);
  const late = setTimeout(() => {
    lines.push("hung");
    child.kill("SIGKILL");
  }, HUNG_AFTER_MS);
  await closed;
  clearTimeout(late);
  if (tracer !== undefined && tracer.exitCode === null) {
    tracer.kill("SIGKILL");
    await once(tracer, "close");
  }
  return lines;
}

async function attached(child: ChildProcess, kill: SnapshotKill & { by: "call" }): Promise<ChildProcess> {
  const [program = "", ...args] = waitingFor(child.pid ?? 0, kill);
  const tracer = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  await Promise.race([once(tracer.stderr, "data"), once(tracer, "close")]);
  return tracer;
}

/** The whole of it, or what it is waiting for; then its later steps show whether that does any harm. */
async function strike(child: ChildProcess, kill: SnapshotKill & { by: "process" | "part" }): Promise<void> {
  await delay(kill.afterMs);
  if (kill.by === "process") return void child.kill("SIGKILL");
  while (child.exitCode === null && child.signalCode === null) {
    const parts = descendantsOf(child.pid ?? 0).filter(isPart);
    const part = parts[kill.pick % Math.max(1, parts.length)];
    if (part !== undefined) return endQuietly(part);
    await delay(2);
  }
}

/** A shell or a git: the sandbox around them is not a snapshot's, and dies only with its own. */
function isPart(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("bwrap");
  } catch {
    return false;
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

function descendantsOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
