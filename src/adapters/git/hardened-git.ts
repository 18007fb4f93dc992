import { type ChildProcess, spawn } from "node:child_process";
import { constants, devNull, setPriority } from "node:os";
import { isAbsolute } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import { asArguments, GIT_ENVIRONMENT, HARDENED_SETTINGS } from "./git-settings.ts";

/**
 * The one way the host runs git.
 *
 * H1. Only on directories that no worker and no user can write: the vault, a checkout before it is
 *     handed over, the trusted git directory. Everything else is read in the sandbox.
 * H2. Never a shell, never an inherited environment, never a discovered repository.
 * H3. What comes from outside stands behind `--end-of-options`, or is an id of hex digits.
 *
 * Resolves with standard output when git exits 0. Rejects with `git-failed` (what, where, the head
 * of standard error), `timed-out` or `aborted`; the whole process group is gone by then.
 */
export function hostGit(call: HostGitCall): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = start(call);
    if (call.background === true) giveWay(child);
    const out = collect(call.maxOutputBytes ?? 64 * MEBIBYTE, () => stop(tooMuch(call)));
    const err = collect(64 * 1024, () => {});
    let ending: LegateError | undefined;
    const stop = (error: LegateError) => {
      ending ??= error;
      killGroup(child);
    };
    const release = limit(call, stop);
    child.stdout?.on("data", out.add);
    child.stderr?.on("data", err.add);
    child.stdin?.on("error", () => {}); // git may end before it has read everything; its exit code tells
    child.stdin?.end(call.stdin ?? "");
    child.on("error", (cause) => stop(notStarted(cause)));
    child.on("close", (code) => {
      release();
      if (ending !== undefined) reject(ending);
      else if (code === 0 || code === call.alsoOk) resolve(out.bytes());
      else reject(gitFailed(call.args[0] ?? "", call.gitDir, code ?? 128, err.bytes().toString("utf8")));
    });
  });
}

export interface HostGitCall {
  /** Absolute; nothing is ever discovered. */
  readonly gitDir: string;
  readonly workTree?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** An open file to read standard input from, instead of `stdin`. */
  readonly stdinFd?: number;
  /** @default 10 minutes */
  readonly timeoutMs?: number;
  /** More than this is a failure, never a cut. @default 64 MiB */
  readonly maxOutputBytes?: number;
  /** Nobody waits for it: it runs when nothing else wants the processor. @default false */
  readonly background?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Another exit code that is an answer, not a failure. */
  readonly alsoOk?: number;
}

/** A failed git as an error that says what, where and why. */
export function gitFailed(what: string, where: string, exitCode: number, stderr: string): LegateError {
  const head = stderr.trim().split("\n").slice(0, 6).join("\n").slice(0, 2000);
  const said = head === "" ? "It said nothing." : `It said: ${head}`;
  return new LegateError("git-failed", `git ${what} failed on ${where} (exit ${exitCode}). ${said}`, {
    details: { what, where, exitCode, stderr: head },
  });
}

const MEBIBYTE = 1024 * 1024;
const TEN_MINUTES = 600_000;

function environmentOf(call: HostGitCall): Record<string, string> {
  return {
    ...GIT_ENVIRONMENT,
    PATH: searchPath(),
    HOME: devNull,
    GIT_DIR: call.gitDir,
    GIT_COMMON_DIR: call.gitDir,
    ...(call.workTree === undefined ? {} : { GIT_WORK_TREE: call.workTree }),
    ...call.env,
  };
}

/** The caller's PATH without entries that depend on the current folder. */
function searchPath(): string {
  const entries = (process.env["PATH"] ?? "").split(":").filter(isAbsolute);
  return entries.length === 0 ? "/usr/local/bin:/usr/bin:/bin" : entries.join(":");
}

function start(call: HostGitCall): ChildProcess {
  const settings = { ...HARDENED_SETTINGS, ...call.settings };
  return spawn("git", [...asArguments(settings), ...call.args], {
    cwd: call.workTree ?? call.gitDir,
    env: environmentOf(call),
    stdio: [call.stdinFd ?? "pipe", "pipe", "pipe"],
    detached: true, // a process group of its own, so that its helpers end with it
  });
}

/** Threads and processes that git starts from now on inherit it; that it is refused somewhere is no reason to fail. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // already gone
  }
}

/** Stops the call on abort or when its time is up; answers how to take both back. */
function limit(call: HostGitCall, stop: (error: LegateError) => void): () => void {
  const timeoutMs = call.timeoutMs ?? TEN_MINUTES;
  const abort = () =>
    stop(new LegateError("aborted", `git ${call.args[0]} on ${call.gitDir} was stopped on request.`));
  const timer = setTimeout(() => stop(timedOut(call, timeoutMs)), timeoutMs);
  call.signal?.addEventListener("abort", abort);
  if (call.signal?.aborted === true) abort();
  return () => {
    clearTimeout(timer);
    call.signal?.removeEventListener("abort", abort);
  };
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // already gone
  }
}

function notStarted(cause: Error): LegateError {
  return new LegateError("git-failed", `git could not be started: ${cause.message}. Is it installed?`, {
    cause,
  });
}

function collect(limit: number, onOverflow: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else onOverflow();
    },
    bytes: () => Buffer.concat(chunks),
  };
}

function timedOut(call: HostGitCall, timeoutMs: number): LegateError {
  return new LegateError(
    "timed-out",
    `git ${call.args[0]} on ${call.gitDir} took longer than ${timeoutMs} ms and was stopped.`,
  );
}

function tooMuch(call: HostGitCall): LegateError {
  return new LegateError(
    "git-failed",
    `git ${call.args[0]} on ${call.gitDir} wrote more than ${call.maxOutputBytes ?? 64 * MEBIBYTE} bytes.`,
  );
}
