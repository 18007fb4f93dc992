import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folder of one life: its store, its ledger, its repository. Removed when it is disposed. */
export class Ground implements Disposable {
  readonly directory: string;

  /** `from` are folders of what a life begins with. @default nothing */
  constructor(from: readonly string[] = []) {
    this.directory = mkdtempSync(join(realpathSync(tmpdir()), "legate-life-"));
    for (const folder of from) cpSync(folder, this.directory, { recursive: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const stateOf = (directory: string) => join(directory, "state");
export const storeOf = (directory: string) => join(stateOf(directory), "journal.db");
export const ledgerOf = (directory: string) => join(directory, "happened");
export const repositoryOf = (directory: string) => join(directory, "repo");

/** A store, and all that SQLite and the recovery ever keep beside it. */
export function filesOf(store: string): readonly string[] {
  const endings = ["", "-wal", "-shm", "-journal", "-suspect", "-gate", "-draft", "-rewritten"];
  return endings.map((end) => store + end);
}
