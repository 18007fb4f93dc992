import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Check } from "../render/checks.ts";

const OLDEST = [2, 39] as const;
const FIX = "install git 2.39 or newer (Debian: apt-get install git)";

/** The git on PATH. 2.39 is the first whose `merge-tree --write-tree` merges without a work tree. */
export async function checkGit(): Promise<Check> {
  const name = "git";
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"], { timeout: 10_000 });
    return gitVersionCheck(stdout.trim());
  } catch {
    return { name, state: "fail", found: "there is no git on PATH", fix: FIX };
  }
}

/** What `git --version` said, judged. */
export function gitVersionCheck(said: string): Check {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const isEnough = Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
  if (isEnough) return { name: "git", state: "ok", found: said };
  return { name: "git", state: "fail", found: said, fix: FIX };
}
