import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { repositoryTop } from "../../adapters/files/repository-top.ts";
import type { Check } from "../render/checks.ts";

const OTHERS = 0o077;

/** Journals hold everything a worker said: the folder is the user's alone, writable, in no repository. */
export async function checkStateDirectory(path: string): Promise<Check> {
  const name = "state";
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return {
      name,
      state: "fail",
      found: `${path} is not writable`,
      fix: `chown or chmod it, or use --state-dir`,
    };
  }
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) {
    const found = `${path} is open to other users (mode ${(mode & 0o777).toString(8)})`;
    return { name, state: "fail", found, fix: `chmod 700 ${path}` };
  }
  const repository = repositoryTop(path);
  if (repository === undefined) return { name, state: "ok", found: `${path} (mode 700)` };
  const found = `${path} lies inside the repository ${repository}`;
  return { name, state: "warn", found, fix: "use a state directory outside of any repository" };
}
