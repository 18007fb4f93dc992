import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { LegateError } from "../../ports/failure.ts";
import type { Outlet } from "../../ports/sandbox.ts";
import type { HeldCommand } from "./hold-command.ts";
import { GATE_DESCRIPTOR, launch } from "./launcher.ts";
import { OUTLET_DESCRIPTOR, openerLine, takeOutlet } from "./outlet.ts";

/** How to start bubblewrap on this machine; made once. */
export interface BwrapSetup {
  readonly bwrap: string;
  readonly openFilter: () => number;
  /** Files to be made inside, by the descriptor the child finds them at. */
  readonly files: readonly { readonly descriptor: number; readonly open: () => number }[];
  /** Descriptors of ours that would leak into the child. */
  readonly leaks: readonly number[];
  /** See `BubblewrapOptions`. */
  readonly admit?: (pid: number) => Disposable | undefined;
}

/** Where the child finds what it is given. The launcher, a plain shell, can close those below 10. */
const FILTER = 3;
const OPTIONS = 5;
/** bubblewrap closes the files it has read, so theirs may lie beyond. */
export const FIRST_FILE_DESCRIPTOR = 8;

export interface BwrapProcess {
  readonly child: ChildProcess;
  /** What the command lines of it and of its children hold, and no other's. */
  readonly mark: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The launcher's voice and ear. */
  readonly gate: Duplex;
  /** To be disposed of when it is over. */
  readonly outlet?: Disposable;
}

/** What is started: a program, what it reads, and its way out. */
export interface BwrapCommand {
  readonly argv: readonly string[];
  readonly stdin?: Uint8Array;
  readonly outlet?: Outlet;
}

/**
 * Starts bubblewrap with an empty environment; rejects with `sandbox-unavailable` when it does not
 * start at all. Its options travel over a pipe, not in `argv`, which
 * every user of the machine can read: they hold the command's environment. It waits for them, so that it
 * is held to the limits before it starts anything.
 *
 * The kernel ties the sandbox's life to the **thread** that calls this: call it from the main thread.
 */
export async function startBwrap(
  setup: BwrapSetup,
  options: readonly string[],
  { argv, stdin, outlet }: BwrapCommand,
  held: HeldCommand,
): Promise<BwrapProcess> {
  const given = openAll(setup);
  try {
    const stdio = stdioOf(given, { stdin: stdin !== undefined, outlet: outlet !== undefined });
    const own = [setup.bwrap, "--seccomp", String(FILTER), "--args", String(OPTIONS), "--"];
    const first = [...held.ulimits, ...(outlet === undefined ? [] : [openerLine(outlet)])];
    const mark = `legate-${randomBytes(12).toString("hex")}`;
    const [program = "", ...args] = held.entering([...own, ...launch(argv, first, mark)]);
    const child = spawn(program, args, { env: {}, cwd: "/", stdio });
    if (child.pid === undefined) throw await whyNotStarted(child, setup.bwrap);
    hold(child, child.pid, held);
    feed(child, options, stdin);
    return { ...voices(child), mark, ...(outlet === undefined ? {} : { outlet: takeOutlet(child, outlet) }) };
  } finally {
    for (const descriptor of given.values()) closeSync(descriptor);
  }
}

function hold(child: ChildProcess, pid: number, held: HeldCommand): void {
  try {
    held.add(pid);
  } catch (cause) {
    child.kill("SIGKILL");
    const message = `The command was not started: it could not be held to its limits (${String(cause)}).`;
    throw new LegateError("sandbox-unavailable", message, { cause });
  }
}

/** What the child gets at which place, opened anew: readers of one opening would share its position. */
function openAll(setup: BwrapSetup): Map<number, number> {
  const given = new Map(setup.leaks.map((leak) => [leak, openSync("/dev/null", "r+")]));
  given.set(FILTER, setup.openFilter());
  for (const { descriptor, open } of setup.files) given.set(descriptor, open());
  return given;
}

function stdioOf(
  given: ReadonlyMap<number, number>,
  wants: { readonly stdin: boolean; readonly outlet: boolean },
): StdioOptions {
  const pipes = new Set([wants.stdin ? 0 : 1, 1, 2, OPTIONS, GATE_DESCRIPTOR]);
  const last = Math.max(...pipes, ...given.keys());
  return Array.from({ length: last + 1 }, (_, place) => {
    if (wants.outlet && place === OUTLET_DESCRIPTOR) return "ipc";
    return pipes.has(place) ? "pipe" : (given.get(place) ?? "ignore");
  });
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

function voices(child: ChildProcess): Omit<BwrapProcess, "mark" | "outlet"> {
  const voices = {
    stdout: pipeOf(child, 1),
    stderr: pipeOf(child, 2),
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
