import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { LegateError } from "../ports/failure.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where everything of Legate lies: the directory named by the caller, else `$LEGATE_STATE_DIR`, else
 * `$XDG_STATE_HOME/legate`, else `~/.local/state/legate`. Absolute.
 */
export function stateDirectory(env: Env, named?: string): string {
  const own = named ?? env["LEGATE_STATE_DIR"];
  if (own !== undefined && own !== "") return resolve(own);
  const state = env["XDG_STATE_HOME"];
  if (state !== undefined && isAbsolute(state)) return join(state, "legate");
  const home = env["HOME"] ?? homedir();
  if (!isAbsolute(home)) {
    throw new LegateError(
      "state-dir-unusable",
      "There is no home directory: pass --state-dir, or set LEGATE_STATE_DIR.",
    );
  }
  return join(home, ".local", "state", "legate");
}
