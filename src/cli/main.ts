import { resolve } from "node:path";
import type { CliContext, Signals, TextSink } from "./context.ts";
import { runCli } from "./run-cli.ts";

/** The command line as a process: reads its arguments, ends with its exit code. */
export async function main(): Promise<void> {
  process.stdout.on("error", endOnBrokenPipe);
  process.stderr.on("error", goOnUnseen);
  const code = await runCli(processContext());
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}

function processContext(): CliContext {
  const cwd = process.cwd();
  return {
    argv: process.argv.slice(2),
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    readStdin,
    env: absoluteEnv(cwd),
    cwd,
    signals: processSignals,
    // Loaded when a command needs it: help and bad input answer without any of it.
    open: async (options) => (await import("../compose.ts")).openLegate(options),
    drive: async (options) => (await import("../compose/run-driver.ts")).runDriverProcess(options),
  };
}

/** A driver process starts in another folder and gets the same environment: paths in it are made absolute. */
function absoluteEnv(cwd: string): CliContext["env"] {
  const { LEGATE_CONFIG: config, LEGATE_STATE_DIR: stateDir } = process.env;
  return {
    ...process.env,
    ...(config ? { LEGATE_CONFIG: resolve(cwd, config) } : {}),
    ...(stateDir ? { LEGATE_STATE_DIR: resolve(cwd, stateDir) } : {}),
  };
}

function sink(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTTY: stream.isTTY === true,
  };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const processSignals: Signals = {
  onInterrupt(listener) {
    for (const signal of INTERRUPTS) process.on(signal, listener);
    return {
      [Symbol.dispose]: () => {
        for (const signal of INTERRUPTS) process.off(signal, listener);
      },
    };
  },
  exitNow: (code) => process.exit(code),
};

/** The reader went away (`legate list | head -1`): nothing is left to say, and that is no failure. */
function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

/** Nobody sees the progress any more (`legate run 2>&1 | head -1`): the worker's work goes on all the same. */
function goOnUnseen(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.write("", () => done());
  });
}
