import {
  COMMAND_LIMITS,
  type CommandLimits,
  DEFAULT_COMMAND_LIMITS,
  lowestLimits,
} from "../../core/worker/command-limits.ts";
import type { LimitHolders, SandboxGap } from "../../ports/sandbox.ts";

/** What a command may use up: what is configured, else the default, and never more than it asks for itself. */
export function limitsInForce(
  configured: Partial<CommandLimits>,
  asked: Partial<CommandLimits> = {},
): CommandLimits {
  const base = { ...DEFAULT_COMMAND_LIMITS, ...configured };
  return { ...base, ...lowestLimits(base, asked) };
}

/** What is missing where a limit that somebody named cannot be held; defaults may go unheld, and are reported so. */
export function limitGaps(named: Partial<CommandLimits>, holders: LimitHolders): readonly SandboxGap[] {
  const unheld = COMMAND_LIMITS.filter((limit) => named[limit] !== undefined && holders[limit] === "none");
  return unheld.map((limit) => ({
    missing: `sandbox.${limit}: ${named[limit]} was asked for, and nothing here holds commands to it`,
    fix: FIXES[limit],
  }));
}

const GROUPS =
  "run Legate as a user without rights, or where it may make control groups (systemd: Delegate=yes, DelegateSubgroup=driver)";
const FIXES: Readonly<Record<(typeof COMMAND_LIMITS)[number], string>> = {
  memoryMb: GROUPS,
  pids: GROUPS,
  cpuSeconds: GROUPS,
  fileSizeMb: "report this with the output of `legate doctor --json`",
  diskMb: "use a kernel with CONFIG_TASK_IO_ACCOUNTING, or leave sandbox.diskMb out",
  outputKb: "report this with the output of `legate doctor --json`",
};
