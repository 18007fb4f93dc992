import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openLegate } from "../src/compose.ts";
import { spread } from "./figures.ts";

const ROUNDS = 7;
const EXAMPLE = resolve("examples/fix-failing-tests");

/**
 * From `spawn` to the first model call, on a small real repository: in a program that is running
 * (the first worker on a repository, which makes its vault, and later ones), and for the command
 * `legate spawn` from the shell's side, with a driver process that is alive and with none.
 */
export async function run(): Promise<Record<string, unknown>> {
  const scratch = mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? ".", ".bench-spawn-"));
  const root = resolve(scratch);
  try {
    const script = join(root, "script.yaml");
    writeFileSync(script, "turns: [{ text: done }]\n");
    const first: number[] = [];
    const later: number[] = [];
    const cold: number[] = [];
    const command: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const repo = makeRepository(join(root, `repo-${round}`));
      const stateDir = join(root, `state-${round}`);
      first.push(await inProcess(repo, stateDir, script));
      later.push(await inProcess(repo, stateDir, script));
      cold.push(fromShell(repo, stateDir, script));
      command.push(fromShell(repo, stateDir, script));
      endDriver(stateDir);
      process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    }
    return {
      firstWorkerOnRepositoryMs: spread(first),
      laterWorkerMs: spread(later),
      spawnCommandMs: spread(command),
      spawnCommandThatStartsADriverMs: spread(cold),
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function makeRepository(path: string): string {
  cpSync(join(EXAMPLE, "shop"), path, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: path, stdio: "ignore" });
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=b", "-c", "user.email=b@example.invalid", "commit", "-q", "-m", "first");
  return path;
}

async function inProcess(repo: string, stateDir: string, script: string): Promise<number> {
  await using opened = await openLegate({ stateDir, env: {}, drive: "here" });
  await opened.sandbox.report();
  const workspace = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
  const started = performance.now();
  const { id } = await opened.legate.spawn({ task: "t", model: `scripted:${script}`, workspace });
  for await (const event of opened.legate.events(id, { live: false })) {
    if (event.kind === "record" && event.record.record.type === "turn.requested") break;
  }
  const elapsed = performance.now() - started;
  await opened.legate.wait(id);
  return elapsed;
}

function fromShell(repo: string, stateDir: string, script: string): number {
  const legate = (...args: string[]) =>
    spawnSync(process.execPath, [resolve("bin/legate.js"), ...args, "--state-dir", stateDir], {
      encoding: "utf8",
    });
  const started = performance.now();
  const { stdout, stderr, status } = legate(
    "spawn",
    "--repo",
    repo,
    "--model",
    `scripted:${script}`,
    "--task",
    "t",
  );
  const elapsed = performance.now() - started;
  if (status !== 0) throw new Error(`legate spawn: ${stderr}`);
  const waited = legate("wait", stdout.trim());
  if (waited.status !== 0) throw new Error(`legate wait: ${waited.stderr}`);
  return elapsed;
}

/** The driver says its process in its log. */
function endDriver(stateDir: string): void {
  const log = readFileSync(join(stateDir, "driver.log"), "utf8");
  const pid = Number(/process (\d+)/.exec(log)?.[1]);
  if (pid > 1) process.kill(pid, "SIGTERM");
}
