import { execFileSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const EXAMPLE = new URL("fix-failing-tests/", import.meta.url).pathname;

export interface ScratchShop extends AsyncDisposable {
  /** A git repository of a few files whose tests fail. */
  readonly repo: string;
  readonly stateDir: string;
  /** A model that says what a file wrote down: no key, no network. */
  readonly model: string;
}

/** Everything an example needs, in a scratch folder that goes with it. */
export async function scratchShop(): Promise<ScratchShop> {
  const scratch = await mkdtemp(join(tmpdir(), "legate-example-"));
  const repo = join(scratch, "shop");
  await cp(join(EXAMPLE, "shop"), repo, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repo });
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Example");
  git("config", "user.email", "example@example.invalid");
  git("add", ".");
  git("-c", "commit.gpgSign=false", "commit", "-q", "-m", "Add up carts and print receipts");
  return {
    repo,
    stateDir: join(scratch, "state"),
    model: `scripted:${join(EXAMPLE, "script.yaml")}`,
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
}
