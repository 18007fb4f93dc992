import { existsSync } from "node:fs";
import { LegateError } from "../../ports/failure.ts";
import type { Tool, Toolbox } from "../../ports/toolbox.ts";
import { editFile } from "./edit-file.ts";
import { gitDiff } from "./git-diff.ts";
import { gitLog } from "./git-log.ts";
import { gitStatus } from "./git-status.ts";
import { globFiles } from "./glob.ts";
import { grepFiles } from "./grep.ts";
import { listDir } from "./list-dir.ts";
import { readFile } from "./read-file.ts";
import { type RunCommandPorts, runCommand } from "./run-command.ts";
import { writeFile } from "./write-file.ts";

/**
 * The built-in tools for working on files and running commands in a workspace. File tools act in
 * this process on the anchored walk of `anchored-path.ts`; everything that runs a program or reads a
 * hostile tree with one runs in `sandbox`.
 *
 * Throws `sandbox-unavailable` where the walk is not possible (anything but Linux with /proc).
 */
export function createCodingTools(ports: RunCommandPorts): Toolbox {
  if (process.platform !== "linux" || !existsSync("/proc/self/fd")) {
    throw new LegateError(
      "sandbox-unavailable",
      "The file tools need Linux with /proc for now; run Legate there.",
    );
  }
  const tools: readonly Tool[] = [
    ...[readFile, writeFile, editFile, listDir],
    ...[globFiles, grepFiles].map((make) => make(ports.sandbox)),
    runCommand(ports),
    ...[gitStatus, gitDiff, gitLog].map((make) => make(ports.sandbox)),
  ];
  const byName = new Map(tools.map((tool) => [tool.description.name, tool]));
  return { list: () => tools, get: (name) => byName.get(name) };
}
