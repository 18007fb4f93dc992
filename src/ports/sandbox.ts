import type { CommandLimit, CommandLimits } from "../core/worker/command-limits.ts";

/** How much of the machine a command is kept from. Recorded with the worker that asked. */
export interface SandboxReport {
  /** e.g. `bubblewrap`, or `none` when no sandbox was found. */
  readonly backend: string;
  readonly version: string;
  /** What the self-test saw enforced, by attacking it. */
  readonly enforced: {
    readonly fsRead: boolean;
    readonly fsWrite: boolean;
    readonly network: boolean;
    readonly processTree: boolean;
    readonly systemCalls: boolean;
    /** Every limit that was asked for by name is held; those that nobody named may not be. */
    readonly limits: boolean;
  };
  /** By what each limit of a command is held here, as far as the self-test saw it hold. */
  readonly limits: LimitHolders;
  /** Says so where the kind of machine is one that nobody has tried this sandbox on. */
  readonly untested?: string;
  /** For each thing not enforced: what is missing, and the command that fixes it. */
  readonly reasons: readonly SandboxGap[];
}

/**
 * `cgroup`: by the kernel, for all processes of the command together. `rlimit`: by the kernel, for each
 * process by itself (`pids`: together). `watch`: by this process, which looks and kills. `none`: by nothing.
 */
export type LimitHolder = "cgroup" | "rlimit" | "watch" | "none";
export type LimitHolders = Readonly<Record<CommandLimit, LimitHolder>>;

export interface SandboxGap {
  readonly missing: string;
  readonly fix: string;
}

export interface SandboxMount {
  /** Absolute path on the host; must exist. */
  readonly path: string;
  /** Where it appears inside. @default the same path */
  readonly at?: string;
  readonly mode: "ro" | "rw";
}

export interface SandboxCommand {
  readonly argv: readonly string[];
  /** Absolute path inside the sandbox; must lie in a mount. */
  readonly cwd: string;
  /** Added to PATH, HOME, TMPDIR and LANG, which the sandbox sets; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly SandboxMount[];
  /** Killed, whole tree, after this long. */
  readonly timeoutMs: number;
  /**
   * Milliseconds that an aborted command has to end by itself: its process group gets SIGTERM, and what is
   * left after this long is killed, whole tree. 0 kills at once. @default 2000
   */
  readonly graceMs?: number;
  /** Bytes kept of standard output and of standard error, each: the first half and the last half. */
  readonly maxOutputBytes: number;
  /** Bytes to give on standard input. @default none (empty) */
  readonly stdin?: Uint8Array;
  /** Below what the sandbox allows every command; what is above it has no effect. @default none */
  readonly limits?: Partial<CommandLimits>;
  /** The one way out of the command's own network. @default none: it reaches nothing */
  readonly outlet?: Outlet;
}

/** A port of the command's own loopback (127.0.0.1), and who takes what is connected to it. */
export interface Outlet {
  readonly port: number;
  /** Called for each connection; whoever takes it ends it, at the latest when the command is over. */
  accept(connection: Connection): void;
}

/** One connection that a command made: bytes each way. */
export interface Connection extends NodeJS.ReadWriteStream {
  destroy(): unknown;
}

export interface SandboxOutcome {
  /** Exit code, or 128 + signal number as shells say it; also of an aborted command that ended by itself. */
  readonly exitCode: number;
  readonly ending: "exited" | "signalled" | "timed-out" | "aborted";
  /** The limit it ran into, where that is known; a command may also meet one and say so itself. */
  readonly limit?: LimitHit;
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
  readonly durationMs: number;
}

export interface LimitHit {
  readonly limit: CommandLimit;
  readonly most: number;
  /** Whether something of the command was killed for it, or was only not given more. */
  readonly killed: boolean;
}

export interface BoundedOutput {
  readonly bytes: Uint8Array;
  /** How many bytes the command wrote in all. */
  readonly totalBytes: number;
  /** Where in `bytes` the left-out middle belongs; absent when nothing was left out. */
  readonly cutAt?: number;
}

/**
 * Runs commands so that they see only what is mounted, no network but their outlet, and leave no process
 * behind.
 *
 * `run` resolves when the whole process tree is gone, for a command that fails, times out or is
 * aborted alike; it rejects with `sandbox-unavailable` when the command could not be confined, or not
 * held to a limit that it names, in which case it was not started; `isPassing` in the details says that the
 * next one may be. Mounts are of paths without links; one that leads elsewhere is a `workspace-conflict`. Several runs may be under way at once.
 */
export interface Sandbox {
  /**
   * The self-test's findings; taken once per process, then remembered. Findings that may pass (it was killed, it
   * got no process) are taken anew the next time. Never rejects.
   */
  report(): Promise<SandboxReport>;
  run(command: SandboxCommand, options?: SandboxRunOptions): Promise<SandboxOutcome>;
}

export interface SandboxRunOptions {
  readonly signal?: AbortSignal;
  /** What each stream goes through before anything keeps or hears it. @default it stays as it is */
  readonly filter?: (stream: "stdout" | "stderr") => OutputFilter;
  /** Called with each piece of output as it arrives, before bounds are applied. */
  readonly onOutput?: (chunk: Uint8Array, stream: "stdout" | "stderr") => void;
}

/** Changes a stream as it passes; may hold some of it back until `finish`. */
export interface OutputFilter {
  push(chunk: Uint8Array): Uint8Array;
  finish(): Uint8Array;
}
