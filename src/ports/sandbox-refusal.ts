import { LegateError } from "./failure.ts";
import type { LimitHolders, SandboxReport } from "./sandbox.ts";

/** Where nothing holds commands to any limit. */
export const NOTHING_LIMITED: LimitHolders = {
  memoryMb: "none",
  pids: "none",
  cpuSeconds: "none",
  fileSizeMb: "none",
  diskMb: "none",
  outputKb: "none",
};

/** The refusal of a sandbox whose report has gaps: what is missing, and each fix. */
export function sandboxUnavailable(report: SandboxReport): LegateError {
  const lines = report.reasons.map(({ missing, fix }) => `  missing: ${missing}\n  fix:     ${fix}`);
  return new LegateError(
    "sandbox-unavailable",
    `Commands cannot be confined on this machine, so none is run.\n${lines.join("\n")}`,
    { details: { report } },
  );
}
