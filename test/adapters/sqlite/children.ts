import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("./child-store.ts", import.meta.url));

export interface StoreChild {
  readonly process: ChildProcess;
  /** The complete lines that it wrote until it ended. */
  readonly lines: Promise<readonly string[]>;
}

/** Starts `child-store.ts`, under `wrapper` (a program and its arguments) when one is given. */
export function startChild(args: readonly string[], wrapper: readonly string[] = []): StoreChild {
  const [program = "", ...all] = [...wrapper, process.execPath, SCRIPT, ...args];
  const child = spawn(program, all, { stdio: ["ignore", "pipe", "ignore"] });
  return { process: child, lines: linesOf(child) };
}

async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await once(child, "close");
  return text.split("\n").slice(0, -1); // what follows the last line break was cut off by a kill
}

export class ScratchDirectory {
  readonly path = mkdtempSync(join(tmpdir(), "legate-sqlite-"));
  readonly file = join(this.path, "state", "store.db");

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
