import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

export interface CopiedExamples extends Disposable {
  readonly path: (file: string) => string;
  /** Puts other words into one place of a file; answers how many of its lines are others then. */
  readonly edit: (file: string, words: string | RegExp, by: string) => number;
  /** Runs an example as a program, and nobody at a terminal. */
  readonly run: (name: string, env?: Readonly<Record<string, string>>) => Promise<Ran>;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of the examples once more, to be edited, beside the same sources. */
export function copiedExamples(): CopiedExamples {
  const root = mkdtempSync(join(tmpdir(), "legate-examples-"));
  cpSync("examples", join(root, "examples"), { recursive: true });
  for (const name of ["src", "node_modules", "package.json"]) symlinkSync(resolve(name), join(root, name));
  const path = (file: string) => join(root, "examples", file);
  return {
    path,
    edit: (file, words, by) => {
      const before = readFileSync(path(file), "utf8");
      const after = before.replace(words, () => by);
      writeFileSync(path(file), after);
      return changedLines(before, after);
    },
    run: (name, env = {}) => run(root, name, env),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function run(root: string, name: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, "examples", `${name}.ts`)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: root, ...env },
  });
  const ended = new Promise<number | null>((done) => child.on("exit", done));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

function changedLines(before: string, after: string): number {
  const lines = after.split("\n");
  return before.split("\n").filter((line, at) => line !== lines[at]).length;
}
