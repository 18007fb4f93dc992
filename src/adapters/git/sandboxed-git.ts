import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { beyondLimit } from "../../core/worker/command-limits.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Sandbox, SandboxMount, SandboxRunOptions } from "../../ports/sandbox.ts";
import { asEnvironment, GIT_ENVIRONMENT, HARDENED_SETTINGS } from "./git-settings.ts";
import { gitFailed } from "./hardened-git.ts";
import { removeQuietly, type StateLayout, scratchPath } from "./state-layout.ts";

/**
 * Runs one of our fixed shell scripts over something that the host must not touch with git: the
 * user's repository or a worker's tree. Values reach the script as environment only, never as text
 * of the script.
 *
 * Resolves with standard output when the script exits 0; else rejects with `git-failed`, `timed-out`
 * or `aborted`.
 */
export async function sandboxedGit(sandbox: Sandbox, run: SandboxedRun): Promise<string> {
  const outcome = await sandbox.run(
    {
      argv: ["/bin/sh", "-c", run.script, "legate"],
      cwd: run.cwd,
      env: { ...GIT_ENVIRONMENT, ...asEnvironment({ ...HARDENED_SETTINGS, ...run.settings }), ...run.env },
      mounts: run.mounts,
      timeoutMs: run.timeoutMs ?? 600_000,
      maxOutputBytes: 2 * MAX_OUTPUT,
    },
    { ...(run.signal === undefined ? {} : { signal: run.signal }), ...heard(run.onOutput) },
  );
  if (outcome.ending === "aborted")
    throw new LegateError("aborted", `git (${run.what}) on ${run.cwd} was stopped on request.`);
  if (outcome.ending === "timed-out")
    throw new LegateError("timed-out", `git (${run.what}) on ${run.cwd} took too long and was stopped.`);
  if (outcome.limit?.killed === true) {
    const { limit, most } = outcome.limit;
    const message = `git (${run.what}) on ${run.cwd} was killed: ${beyondLimit(limit, most)}. Raise the limit, or take a smaller repository.`;
    throw new LegateError("git-failed", message, { details: { limit } });
  }
  if (outcome.exitCode !== 0) {
    throw gitFailed(
      `(${run.what})`,
      run.cwd,
      outcome.exitCode,
      Buffer.from(outcome.stderr.bytes).toString("utf8"),
    );
  }
  if (outcome.stdout.cutAt !== undefined)
    throw new LegateError("git-failed", `git (${run.what}) on ${run.cwd} wrote too much.`);
  return Buffer.from(outcome.stdout.bytes).toString("utf8");
}

export interface SandboxedRun {
  /** A word or two for messages. */
  readonly what: string;
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly mounts: readonly SandboxMount[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of standard output as it comes, in whole characters. */
  readonly onOutput?: (text: string) => void;
}

function heard(listener: SandboxedRun["onOutput"]): Pick<SandboxRunOptions, "onOutput"> {
  if (listener === undefined) return {};
  const utf8 = new TextDecoder();
  return {
    onOutput: (chunk, stream) => {
      if (stream === "stdout") listener(utf8.decode(chunk, { stream: true }));
    },
  };
}

const MAX_OUTPUT = 512 * 1024;

/**
 * A folder that lives for one run: the script writes large results there instead of through a pipe,
 * and new objects, so that no repository is written. Its `objects` borrow from `alternate`.
 */
export async function withScratch<Value>(
  layout: StateLayout,
  alternate: string | undefined,
  work: (scratch: string) => Promise<Value>,
): Promise<Value> {
  const scratch = scratchPath(layout);
  try {
    await mkdir(join(scratch, "objects/info"), { recursive: true, mode: 0o700 });
    if (alternate !== undefined) {
      const file = await open(join(scratch, "objects/info/alternates"), "wx");
      await file.writeFile(`${alternate}\n`).finally(() => file.close());
    }
    return await work(scratch);
  } finally {
    await removeQuietly(scratch);
  }
}

/** Opens what a sandboxed run wrote: a plain file, never a link, pipe or device that it put there. */
export async function withResultFile<Value>(
  path: string,
  work: (fd: number) => Promise<Value>,
): Promise<Value> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new LegateError("git-failed", `${path} is not a plain file.`);
    return await work(file.fd);
  } finally {
    await file.close();
  }
}
