import { mkdtempSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import type { SandboxCommand, SandboxOutcome } from "../../../src/ports/sandbox.ts";

/** A workspace outside `/tmp`, removed with `remove`. */
export function aWorkspace() {
  const path = mkdtempSync("/var/tmp/legate-run-");
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The sandbox of this machine, with the Node that runs the tests as its only tool root. */
export const sandbox = createBubblewrapSandbox({
  hidden: [],
  toolRoots: [{ path: dirname(dirname(process.execPath)) }],
});

export function aCommand(
  workspace: { readonly path: string },
  argv: readonly string[],
  rest: Partial<SandboxCommand> = {},
): SandboxCommand {
  return {
    argv,
    cwd: workspace.path,
    env: {},
    mounts: [{ path: workspace.path, mode: "rw" }],
    timeoutMs: 20_000,
    maxOutputBytes: 100_000,
    ...rest,
  };
}

export function said(outcome: SandboxOutcome): string {
  return Buffer.from(outcome.stdout.bytes).toString() + Buffer.from(outcome.stderr.bytes).toString();
}
