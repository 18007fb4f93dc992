import { existsSync } from "node:fs";
import { z } from "zod";
import type { CommandUse } from "../../core/policy/call-facts.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Tool, ToolOutput } from "../../ports/toolbox.ts";
import { FULL_BYTES } from "./bounded-text.ts";
import { canonicalPath } from "./canonical-path.ts";
import { commandReport } from "./command-report.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { liveOutput } from "./live-output.ts";
import { type Place, shownPath } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";
import { wellFormed } from "./well-formed.ts";

const noNul = wellFormed.refine((text) => !text.includes("\0"), { message: "cannot contain NUL" });

const input = z.strictObject({
  argv: z.array(noNul).min(1).optional().describe('Program and arguments, e.g. ["npm", "test"].'),
  shell: noNul.min(1).optional().describe('A shell script, e.g. "make | tail". Give this or argv, not both.'),
  cwd: z.string().default(".").describe("Directory to run in, relative to the workspace root."),
  timeout_ms: z.int().min(1).optional().describe("Kill it after this many milliseconds."),
  stdin: wellFormed.optional().describe("Text to give on standard input. Default: none."),
});
type Input = z.infer<typeof input>;

/** Runs a command in the sandbox with the workspace as it is mounted for this worker. */
export function runCommand(sandbox: Sandbox): Tool {
  return defineTool<Input>({
    name: "run_command",
    description: DESCRIPTIONS.run_command,
    input,
    annotations: {
      kind: "execute",
      sideEffects: "process_exec",
      effectClass: "once",
      pathParameters: ["cwd"],
      capabilities: { process: ["exec"] },
    },
    prepare,
    run: (args, at) => run(sandbox, args, at),
  });
}

/** A command may write all of the workspace, wherever it starts, and the facts say so. */
async function prepare(args: Input, place: Place) {
  const command = commandOf(args);
  const cwd = await canonicalPath(place, args.cwd);
  const where = cwd === place.root ? "" : ` in ${shownPath(place, cwd)}`;
  return {
    canonical: { ...args, cwd },
    paths: [...new Set([cwd, place.root])].map((path) => ({ path, access: "write" as const })),
    command,
    summary: `run ${command.form === "argv" ? command.argv.join(" ") : command.script}${where}`,
  };
}

function commandOf({ argv, shell }: Input): CommandUse {
  if (argv !== undefined && shell === undefined) return { form: "argv", argv };
  if (shell !== undefined && argv === undefined) return { form: "shell", script: shell };
  throw new ToolProblem("run_command: give exactly one of argv and shell.");
}

const KEPT_BYTES = FULL_BYTES / 2; // of each stream

async function run(
  sandbox: Sandbox,
  args: Input,
  { scope, run: { signal, timeoutMs, commandLimits, onProgress } }: RunPlace,
): Promise<ToolOutput> {
  const command = commandOf(args);
  const outcome = await sandbox.run(
    {
      argv: command.form === "argv" ? command.argv : [...SHELL, command.script],
      cwd: args.cwd,
      env: {},
      mounts: scope.workspace.mounts,
      timeoutMs: Math.min(args.timeout_ms ?? timeoutMs, timeoutMs),
      maxOutputBytes: KEPT_BYTES,
      ...(commandLimits === undefined ? {} : { limits: commandLimits }),
      ...(args.stdin === undefined ? {} : { stdin: Buffer.from(args.stdin) }),
    },
    { signal, onOutput: liveOutput(onProgress) },
  );
  return commandReport(outcome);
}

/** Models write for bash; elsewhere the plain shell must do. */
const SHELL: readonly string[] = existsSync("/bin/bash") ? ["/bin/bash", "-c"] : ["/bin/sh", "-c"];
