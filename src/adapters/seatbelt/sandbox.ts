import { existsSync } from "node:fs";
import type { Sandbox, SandboxGap, SandboxReport } from "../../ports/sandbox.ts";
import { NOTHING_LIMITED, sandboxUnavailable } from "../../ports/sandbox-refusal.ts";
import { attackSeatbelt } from "./probe.ts";

const SANDBOX_EXEC = "/usr/bin/sandbox-exec";

const UNTESTED = "the Seatbelt profile was never tried on a Mac but by its self-test";

/**
 * What macOS can do: Seatbelt confines files and network, and its self-test says how far. It has no pid
 * namespace, so that a child which leaves its session outlives a cancel, and no filter of system calls.
 * Therefore `run` refuses, always, with what is missing.
 */
export function createSeatbeltSandbox(program = SANDBOX_EXEC): Sandbox {
  let report: Promise<SandboxReport> | undefined;
  const reportOnce = () => {
    report ??= selfTest(program);
    return report;
  };
  return {
    report: reportOnce,
    run: async () => {
      throw sandboxUnavailable(await reportOnce());
    },
  };
}

async function selfTest(program: string): Promise<SandboxReport> {
  const missing = existsSync(program) ? [] : [gap(`${program}, which belongs to macOS`)];
  const held =
    missing.length > 0
      ? { fsRead: false, fsWrite: false, network: false }
      : await attackSeatbelt(program).catch(() => ({ fsRead: false, fsWrite: false, network: false }));
  const open = Object.entries(held).flatMap(([what, holds]) =>
    holds ? [] : [gap(`a profile that holds ${what}`)],
  );
  return {
    backend: "seatbelt",
    version: "",
    enforced: { ...held, processTree: false, systemCalls: false, limits: true },
    limits: NOTHING_LIMITED,
    untested: UNTESTED,
    reasons: [...missing, ...open, ...ALWAYS_OPEN],
  };
}

const FIX = "run Legate inside a Linux container or virtual machine";
const gap = (missing: string): SandboxGap => ({ missing, fix: FIX });

const ALWAYS_OPEN: readonly SandboxGap[] = [
  gap("an end of the whole process tree: on macOS a child that leaves its session outlives a cancel"),
  gap("a filter of system calls: macOS has none for programs like ours"),
];
