import { LegateError } from "../ports/failure.ts";
import type { Sandbox, SandboxReport } from "../ports/sandbox.ts";

/** Says that everything is enforced and runs nothing: for tests whose tools start no process. */
export function createTrustingSandbox(): Sandbox {
  return {
    report: async () => ({ ...EVERYTHING, backend: "none (test)", version: "0", reasons: [] }),
    run: async () => {
      throw new LegateError(
        "sandbox-unavailable",
        "This sandbox runs nothing; it is for tests without commands.",
      );
    },
  };
}

const EVERYTHING: Pick<SandboxReport, "enforced" | "limits"> = {
  enforced: {
    fsRead: true,
    fsWrite: true,
    network: true,
    processTree: true,
    systemCalls: true,
    limits: true,
  },
  limits: {
    memoryMb: "cgroup",
    pids: "cgroup",
    cpuSeconds: "watch",
    fileSizeMb: "rlimit",
    diskMb: "watch",
    outputKb: "watch",
  },
};
