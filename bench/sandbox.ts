import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapSandbox } from "../src/adapters/bubblewrap/sandbox.ts";
import { median } from "./figures.ts";

const ROUNDS = 30;
const PER_ROUND = 10;

/**
 * What confining and limiting a command costs: `/bin/true` through the sandbox and as a plain process, in
 * short turns, so that whatever else the machine does meets both.
 */
export async function run(): Promise<Record<string, unknown>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "legate-bench-sandbox-")));
  const sandbox = createBubblewrapSandbox({ hidden: [] });
  const confined = () =>
    sandbox.run({
      argv: ["/bin/true"],
      cwd: folder,
      env: {},
      mounts: [{ path: folder, mode: "rw" }],
      timeoutMs: 10_000,
      maxOutputBytes: 1024,
    });
  try {
    await confined();
    const ours: number[] = [];
    const plain: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await timed(PER_ROUND, plain, plainTrue);
      await timed(PER_ROUND, ours, confined);
      if (round % 5 === 4) process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    }
    const p50 = { plain: median(plain), sandboxed: median(ours) };
    const p99 = { plain: quantile(plain, 0.99), sandboxed: quantile(ours, 0.99) };
    return {
      limitsBy: (await sandbox.report()).limits,
      plainMs: { p50: p50.plain, p99: p99.plain },
      sandboxedMs: { p50: p50.sandboxed, p99: p99.sandboxed },
      overheadP50Ms: p50.sandboxed - p50.plain,
      overheadP99Ms: p99.sandboxed - p99.plain,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function plainTrue(): Promise<unknown> {
  return new Promise((done) => spawn("/bin/true", { stdio: "ignore" }).on("exit", done));
}

async function timed(times: number, into: number[], act: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await act();
    into.push(performance.now() - started);
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
