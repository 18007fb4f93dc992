import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { showDriver } from "../show-driver.ts";

export const status: Command = {
  name: "status",
  summary: "Show whether a driver process is alive, what it has to do, and where its log is",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {},
  examples: [
    { command: "legate status", about: "after one that died: the end of its log, too" },
    { command: "legate status --json", about: "its `state` is alive, silent, ending, ended, died or none" },
  ],
  run: showStatus,
};

async function showStatus({ context, flags, output }: CommandCall): Promise<ExitCode> {
  await using opened = await openRuntime(context, flags, { drive: "none" });
  await showDriver(opened, output);
  return EXIT.ok;
}
