import type { Sandbox, SandboxGap, SandboxReport } from "../../ports/sandbox.ts";
import { NOTHING_LIMITED, sandboxUnavailable } from "../../ports/sandbox-refusal.ts";

/** What holds where no command can be confined at all. */
export const NOTHING_ENFORCED: Pick<SandboxReport, "enforced" | "limits"> = {
  enforced: {
    fsRead: false,
    fsWrite: false,
    network: false,
    processTree: false,
    systemCalls: false,
    limits: false,
  },
  limits: NOTHING_LIMITED,
};

/** The sandbox of a machine that has none: it says why and what to do, and runs nothing. */
export function createRefusingSandbox(reasons: readonly SandboxGap[]): Sandbox {
  const report: SandboxReport = { ...NOTHING_ENFORCED, backend: "none", version: "", reasons };
  return {
    report: async () => report,
    run: async () => {
      throw sandboxUnavailable(report);
    },
  };
}

/** What is missing where bubblewrap cannot exist at all; undefined where it can. */
export function platformGap(platform: NodeJS.Platform, arch: string): SandboxGap | undefined {
  if (platform !== "linux") {
    return {
      missing: `a sandbox for ${platform}: Legate confines commands with Linux namespaces`,
      fix:
        platform === "win32"
          ? "wsl --install, then run Legate inside WSL2"
          : "run Legate inside a Linux container or virtual machine",
    };
  }
  if (arch === "x64" || arch === "arm64") return undefined;
  return {
    missing: `a system-call filter for ${arch}: there are those for x64 and arm64`,
    fix: "run Legate on an x86-64 or arm64 machine",
  };
}

/** What of this kind of machine nobody has tried yet: there a self-test that cannot tell counts as failed. */
export function untestedPart(arch: string): string | undefined {
  if (arch === "x64") return undefined;
  return `the system-call filter for ${arch} follows the kernel's table and was never tried on a machine but by its self-test`;
}
