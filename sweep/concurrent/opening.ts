import { join } from "node:path";

/** What one process of the sweep is told. */
export interface Opening {
  readonly stateDir: string;
  readonly repo: string;
  readonly opens: number;
  /** How many slots the pool may hold that it tends meanwhile. */
  readonly slots: number;
}

/** The folders of a state directory of which single entries are shown in sandboxes. */
export function revealedIn(stateDir: string): string[] {
  return ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name));
}
