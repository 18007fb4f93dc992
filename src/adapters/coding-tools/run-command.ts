import { existsSync } from "node:fs";
import { z } from "zod";
import { cutToBytes } from "../../core/cut-to-bytes.ts";
import type { CommandUse } from "../../core/policy/call-facts.ts";
import type { Egress, OpenEgress } from "../../ports/egress.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { Tool, ToolOutput } from "../../ports/toolbox.ts";
import { FULL_BYTES } from "./bounded-text.ts";
import { canonicalPath } from "./canonical-path.ts";
import { commandReport } from "./command-report.ts";
import { declaredHosts } from "./declared-hosts.ts";
import { defineTool, type RunPlace } from "./define-tool.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { givenSecrets } from "./given-secrets.ts";
import { liveOutput } from "./live-output.ts";
import { networkReport } from "./network-report.ts";
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
  network: z
    .array(wellFormed)
    .min(1)
    .max(50)
    .optional()
    .describe('Hosts it must reach over HTTPS, e.g. ["registry.npmjs.org:443"]. Default: no network.'),
  secrets: z
    .array(wellFormed)
    .min(1)
    .max(20)
    .optional()
    .describe('Secrets to give it as environment variables of these names, e.g. ["NPM_TOKEN"].'),
});
type Input = z.infer<typeof input>;

export interface RunCommandPorts {
  readonly sandbox: Sandbox;
  /** @default none: a command that names hosts is refused */
  readonly egress?: Egress;
  /** @default none: a command that names one is refused */
  readonly secrets?: Secrets;
}

/** Runs a command in the sandbox with the workspace as it is mounted for this worker. */
export function runCommand(ports: RunCommandPorts): Tool {
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
    run: (args, at) => run(ports, args, at),
  });
}

/** So much of what a command reads is shown to people, in bytes. */
const SHOWN_INPUT = 400;

/**
 * A command may write all of the workspace, wherever it starts, and the facts say so. What it reaches and is
 * given comes first in what people read, where no long command can push it out of sight.
 */
async function prepare(args: Input, place: Place) {
  const command = commandOf(args);
  const cwd = await canonicalPath(place, args.cwd);
  const hosts = args.network === undefined ? undefined : declaredHosts(args.network);
  const where = cwd === place.root ? "" : ` in ${shownPath(place, cwd)}`;
  const reach = hosts === undefined ? "" : `[network ${hosts.join(", ")}] `;
  const secrets = args.secrets === undefined ? undefined : [...new Set(args.secrets)].sort();
  const given = secrets === undefined ? "" : `[secrets ${secrets.join(", ")}] `;
  return {
    canonical: {
      ...args,
      cwd,
      ...(hosts === undefined ? {} : { network: [...hosts] }),
      ...(secrets === undefined ? {} : { secrets }),
    },
    paths: [...new Set([cwd, place.root])].map((path) => ({ path, access: "write" as const })),
    command,
    ...(hosts === undefined ? {} : { hosts }),
    ...(secrets === undefined ? {} : { secrets }),
    summary: `run ${reach}${given}${inputSize(args)}${command.form === "argv" ? command.argv.join(" ") : command.script}${where}${inputShown(args)}`,
  };
}

function inputSize({ stdin }: Input): string {
  return stdin === undefined ? "" : `[input of ${Buffer.byteLength(stdin)} bytes] `;
}

/** It may be a script: whoever says yes to the program says yes to that. */
function inputShown({ stdin = "" }: Input): string {
  const shown = cutToBytes(stdin, SHOWN_INPUT);
  return shown === "" ? "" : ` <<< ${shown}${shown.length < stdin.length ? " …" : ""}`;
}

function commandOf({ argv, shell }: Input): CommandUse {
  if (argv !== undefined && shell === undefined) return { form: "argv", argv };
  if (shell !== undefined && argv === undefined) return { form: "shell", script: shell };
  throw new ToolProblem("run_command: give exactly one of argv and shell.");
}

const KEPT_BYTES = FULL_BYTES / 2; // of each stream

async function run(
  { sandbox, egress, secrets }: RunCommandPorts,
  args: Input,
  { scope, run: { signal, timeoutMs, commandLimits, env: own, onProgress } }: RunPlace,
): Promise<ToolOutput> {
  const command = commandOf(args);
  using out = args.network === undefined ? undefined : opened(egress, args.network);
  const { env, ...filtered } = await givenSecrets(secrets, args.secrets ?? []);
  const outcome = await sandbox.run(
    {
      argv: command.form === "argv" ? command.argv : [...SHELL, command.script],
      cwd: args.cwd,
      env: { ...own, ...env, ...out?.env },
      mounts: scope.workspace.mounts,
      timeoutMs: Math.min(args.timeout_ms ?? timeoutMs, timeoutMs),
      maxOutputBytes: KEPT_BYTES,
      ...(commandLimits === undefined ? {} : { limits: commandLimits }),
      ...(args.stdin === undefined ? {} : { stdin: Buffer.from(args.stdin) }),
      ...(out === undefined ? {} : { outlet: out.outlet }),
    },
    { signal, ...filtered, onOutput: liveOutput(onProgress) },
  );
  const report = commandReport(outcome);
  if (out === undefined) return report;
  const network = out.decided();
  return { ...report, text: report.text + networkReport(network), network };
}

function opened(egress: Egress | undefined, hosts: readonly string[]): OpenEgress {
  if (egress !== undefined) return egress.open(hosts);
  throw new ToolProblem("run_command: there is no network here at all; run it without `network`.");
}

/** Models write for bash; elsewhere the plain shell must do. */
const SHELL: readonly string[] = existsSync("/bin/bash") ? ["/bin/bash", "-c"] : ["/bin/sh", "-c"];
