import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { LegateError } from "../../ports/failure.ts";
import { GATE_DESCRIPTOR, launch } from "./launcher.ts";

/** How to start bubblewrap on this machine; made once. */
export interface BwrapSetup {
  readonly bwrap: string;
  readonly openFilter: () => number;
  readonly openHosts: () => number;
  /** Descriptors of ours that would leak into the child. */
  readonly leaks: readonly number[];
}

/** Where the child finds what it is given. All below 10, so that a plain shell can close them. */
const FILTER = 3;
export const HOSTS_DESCRIPTOR = 4;
const OPTIONS = 5;
const STATUS = 6;
export const FIRST_FREE_DESCRIPTOR = 8;

export interface BwrapProcess {
  readonly child: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** bubblewrap's own account, as JSON texts. */
  readonly status: Readable;
  /** The launcher's voice and ear. */
  readonly gate: Duplex;
}

/**
 * Starts bubblewrap with an empty environment; rejects with `sandbox-unavailable` when it does not
 * start at all. Its options travel over a pipe, not in `argv`, which
 * every user of the machine can read: they hold the command's environment.
 *
 * The kernel ties the sandbox's life to the **thread** that calls this: call it from the main thread.
 */
export async function startBwrap(
  setup: BwrapSetup,
  options: readonly string[],
  argv: readonly string[],
  stdin: Uint8Array | undefined,
): Promise<BwrapProcess> {
  const given = [setup.openFilter(), setup.openHosts(), openSync("/dev/null", "r+")] as const;
  try {
    const stdio = descriptors(given, setup.leaks, stdin !== undefined);
    const own = ["--seccomp", String(FILTER), "--args", String(OPTIONS), "--json-status-fd", String(STATUS)];
    const child = spawn(setup.bwrap, [...own, "--", ...launch(argv)], { env: {}, cwd: "/", stdio });
    if (child.pid === undefined) throw await whyNotStarted(child, setup.bwrap);
    feed(child, options, stdin);
    return voices(child);
  } finally {
    for (const descriptor of given) closeSync(descriptor);
  }
}

function descriptors(
  [filter, hosts, nothing]: readonly [number, number, number],
  leaks: readonly number[],
  withStdin: boolean,
): StdioOptions {
  const stdio: ("pipe" | "ignore" | number)[] = [withStdin ? "pipe" : "ignore", "pipe", "pipe"];
  stdio.push(filter, hosts, "pipe", "pipe", "pipe");
  const last = leaks.at(-1) ?? 0;
  for (let descriptor = stdio.length; descriptor <= last; descriptor += 1) {
    stdio.push(leaks.includes(descriptor) ? nothing : "ignore");
  }
  return stdio;
}

async function whyNotStarted(child: ChildProcess, bwrap: string): Promise<LegateError> {
  const [cause] = await once(child, "error");
  return new LegateError("sandbox-unavailable", `Cannot start ${bwrap}: ${String(cause)}.`, { cause });
}

/** Writing to a process that has ended already is no event: its exit code tells. */
function feed(child: ChildProcess, options: readonly string[], stdin: Uint8Array | undefined): void {
  const pipe = pipeOf(child, OPTIONS);
  pipe.on("error", () => {});
  pipe.end(options.map((option) => `${option}\0`).join(""));
  child.stdin?.on("error", () => {});
  if (stdin !== undefined) child.stdin?.end(stdin);
}

function voices(child: ChildProcess): BwrapProcess {
  const voices = {
    stdout: pipeOf(child, 1),
    stderr: pipeOf(child, 2),
    status: pipeOf(child, STATUS),
    gate: pipeOf(child, GATE_DESCRIPTOR),
  };
  for (const stream of Object.values(voices)) stream.on("error", () => {});
  return { child, ...voices };
}

function pipeOf(child: ChildProcess, descriptor: number): Socket {
  const streams: readonly unknown[] = child.stdio;
  const stream = streams[descriptor];
  if (stream instanceof Socket) return stream;
  throw new Error(`bubblewrap was started without a pipe at descriptor ${descriptor}`);
}
