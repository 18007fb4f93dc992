import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { repositoryTop } from "../../adapters/files/repository-top.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { STARTER_FILES } from "../starter-files.ts";

export const init: Command = {
  name: "init",
  summary: "Write a commented configuration, an example worker file and an example agent role",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {},
  examples: [
    {
      command: "legate init",
      about: "into .legate/ at the top of this repository; nothing is ever overwritten",
    },
  ],
  run: writeStarterFiles,
};

async function writeStarterFiles({ context, output }: CommandCall): Promise<ExitCode> {
  const top = repositoryTop(context.cwd) ?? context.cwd;
  const created: string[] = [];
  const existing: string[] = [];
  for (const [path, text] of Object.entries(STARTER_FILES)) {
    (await writeNew(join(top, path), text)) ? created.push(path) : existing.push(path);
  }
  if (output.json) output.resultJson({ directory: top, created, existing });
  else
    output.result([
      ...created.map((path) => `created ${path}`),
      ...existing.map((path) => `exists  ${path}`),
    ]);
  if (created.length > 0)
    output.progress([`try: legate run --file ${join(top, ".legate/example-worker.yaml")}`]);
  return EXIT.ok;
}

/** False when something is there already, whatever it is: it stays as it is. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    if (code === "EEXIST" && !(await isBlocked(path))) return false;
    throw new LegateError("bad-input", `${path} cannot be written (${code}); check the folder.`, { cause });
  }
}

/** A file stands where the folder should be. */
async function isBlocked(path: string): Promise<boolean> {
  const { stat } = await import("node:fs/promises");
  return !(await stat(dirname(path)).catch(() => undefined))?.isDirectory();
}
