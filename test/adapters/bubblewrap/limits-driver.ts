/**
 * Runs shell scripts in the sandbox, each under limits of its own, and prints what became of them as one
 * JSON object. Started by the tests, as root and as a user without rights.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import type { CommandLimits } from "../../../src/core/worker/command-limits.ts";
import type { LimitHit, SandboxReport } from "../../../src/ports/sandbox.ts";

export interface LimitCase {
  readonly script: string;
  readonly limits: Partial<CommandLimits>;
}

export interface LimitResults {
  readonly report: SandboxReport;
  readonly outcomes: readonly {
    readonly exitCode: number;
    readonly ending: string;
    readonly limit?: LimitHit;
    readonly said: string;
  }[];
}

const cases: readonly LimitCase[] = JSON.parse(process.argv[2] ?? "[]");
const work = mkdtempSync("/var/tmp/legate-limits-");
const sandbox = createBubblewrapSandbox({ hidden: [] });
try {
  const results: LimitResults = {
    report: await sandbox.report(),
    outcomes: await Promise.all(cases.map(run)),
  };
  process.stdout.write(JSON.stringify(results));
} finally {
  rmSync(work, { recursive: true });
}

async function run({ script, limits }: LimitCase): Promise<LimitResults["outcomes"][number]> {
  const outcome = await sandbox.run({
    argv: ["/bin/sh", "-c", script],
    cwd: work,
    env: {},
    mounts: [{ path: work, mode: "rw" }],
    timeoutMs: 20_000,
    maxOutputBytes: 10_000,
    limits,
  });
  const { exitCode, ending, limit } = outcome;
  const said = Buffer.from(outcome.stdout.bytes).toString() + Buffer.from(outcome.stderr.bytes).toString();
  return { exitCode, ending, said, ...(limit === undefined ? {} : { limit }) };
}
