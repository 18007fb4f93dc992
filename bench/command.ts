import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapSandbox } from "../src/adapters/bubblewrap/sandbox.ts";
import { median } from "./figures.ts";

const ROUNDS = 6;
const PER_ROUND = 50;

/** What confining a command costs: `/bin/true` through the sandbox and as a plain process, in turns. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "legate-bench-command-")));
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
      process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    }
    const over = (q: number) => quantile(ours, q) - quantile(plain, q);
    return {
      plainMs: { p50: median(plain), p99: quantile(plain, 0.99) },
      sandboxedMs: { p50: median(ours), p99: quantile(ours, 0.99) },
      overheadMs: { p50: over(0.5), p99: over(0.99) },
      ratioP50: median(ours) / median(plain),
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
