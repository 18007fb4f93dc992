import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const SHOP_EXAMPLE = resolve("examples/fix-failing-tests");

export interface Shop extends Disposable {
  /** Holds everything; removed at the end. */
  readonly root: string;
  readonly repo: string;
  readonly stateDir: string;
  readonly git: (...args: string[]) => string;
}

/** The example's small repository with failing tests, committed, in a scratch folder of its own. */
export function makeShop(): Shop {
  const root = mkdtempSync(join(tmpdir(), "legate-shop-"));
  const repo = join(root, "shop");
  cpSync(join(SHOP_EXAMPLE, "shop"), repo, { recursive: true });
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.invalid"];
  const git = (...args: string[]) =>
    execFileSync("git", [...identity, ...args], { cwd: repo, encoding: "utf8" });
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "Add up carts and print receipts");
  const dispose = () => rmSync(root, { recursive: true, force: true });
  return { root, repo, stateDir: join(root, "state"), git, [Symbol.dispose]: dispose };
}
