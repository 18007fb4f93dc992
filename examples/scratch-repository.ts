import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ScratchRepository extends AsyncDisposable {
  readonly repo: string;
  /** Room for Legate's state, beside it. */
  readonly stateDir: string;
  /** Runs git in the repository and answers what it prints. */
  readonly git: (...args: string[]) => string;
}

/** A git repository with one commit of what `fill` writes, in a scratch folder that goes with it. */
export async function scratchRepository(
  message: string,
  fill: (repo: string) => Promise<void>,
): Promise<ScratchRepository> {
  const scratch = await mkdtemp(join(tmpdir(), "legate-example-"));
  const repo = join(scratch, "repo");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repo, encoding: "utf8" }).trim();
  await mkdir(repo);
  await fill(repo);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Example");
  git("config", "user.email", "example@example.invalid");
  git("add", ".");
  git("-c", "commit.gpgSign=false", "commit", "-q", "-m", message);
  return {
    repo,
    stateDir: join(scratch, "state"),
    git,
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
}
