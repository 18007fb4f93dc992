import type { Stopped } from "../../compose/stop-driver.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { milliseconds } from "../numbers.ts";
import { namedStateDir } from "../open-runtime.ts";
import { counted } from "../render/quantities.ts";

export const down: Command = {
  name: "down",
  summary: "Stop the driver process; its workers are handed back and go on with the next one",
  usage: "[options]",
  arguments: { least: 0, most: 0 },
  options: {
    timeout: { type: "string", value: "TIME", about: "wait so long for its end (default 30s)" },
  },
  examples: [
    {
      command: "legate down",
      about: "commands under way are cut short and recorded; 0 also when none is alive",
    },
    { command: "legate down --timeout 5s", about: "exit code 4 when it is not gone by then" },
  ],
  run: bringDown,
};

async function bringDown({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const { stateDirectory } = await import("../../compose/state-directory.ts");
  const { stopDriverProcess } = await import("../../compose/stop-driver.ts");
  const timeout = flags.text("timeout");
  const stateDir = stateDirectory(context.env, namedStateDir(context, flags));
  const stopped = await stopDriverProcess(stateDir, {
    why: "legate down",
    ...(timeout === undefined ? {} : { timeoutMs: milliseconds("--timeout", timeout) }),
  });
  if (output.json) output.resultJson({ stateDir, ...stopped });
  else output.result([textOf(stopped, stateDir)]);
  return EXIT.ok;
}

function textOf(stopped: Stopped, stateDir: string): string {
  switch (stopped.state) {
    case "none":
      return `No driver process is alive for ${stateDir}.`;
    case "stopped":
      return `Stopped process ${stopped.pid}${handedBack(stopped.workers)}.`;
    case "killed":
      return `Killed process ${stopped.pid}, which hung; its workers go on with the next driver.`;
  }
}

function handedBack(workers: number): string {
  if (workers === 0) return "; it had no worker in hand";
  return `; it handed back ${counted(workers, "worker")}, to go on with the next driver (legate up)`;
}
