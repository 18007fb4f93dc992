import type { SetUpRecord } from "../core/journal/set-up-record.ts";
import type { Step } from "../core/worker/next-step.ts";
import type { PreparedCall, Tool } from "../ports/toolbox.ts";
import type { Drive } from "./drive.ts";
import { outputOf } from "./gateway.ts";
import { rulingOn } from "./rule-on-call.ts";

type CommandStep = Step & { readonly do: "workspace-command" };

/**
 * Runs a command of the workspace's set-up or tear-down as the worker's own commands run: by the same tool, in
 * the same sandbox, within its policy, between an intent and an outcome. What the approval rules would ask about
 * was asked for by whoever wrote them, so only a refusal counts. Cut short it has no outcome, and is run again.
 */
export async function runWorkspaceCommand(drive: Drive, step: CommandStep): Promise<void> {
  const { held, ports } = drive;
  const { phase, index, command } = step;
  const about = { type: "workspace.command", phase, index, argv: command.argv } as const;
  const found = await allowedCommand(drive, step);
  if (typeof found === "string")
    return held.append([{ ...about, status: "denied", text: found, durationMs: 0 }]);
  await held.append([{ ...about, status: "started", text: "", durationMs: 0 }]);
  const startedMs = ports.clock.monotonicMs();
  const { status, text } = await outputOf(drive, { id: `${phase} ${index + 1}` }, found.tool, found.prepared);
  if (status === "aborted") return;
  const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
  await held.append([{ ...about, status, text, durationMs } satisfies SetUpRecord]);
}

/** The command as a call that may run, or why it may not. */
async function allowedCommand(
  { held, ports }: Drive,
  { command: { argv, network } }: CommandStep,
): Promise<string | { readonly tool: Tool; readonly prepared: PreparedCall }> {
  const { workspace } = held.worker;
  const tool = ports.toolbox.get("run_command");
  if (workspace === undefined || tool === undefined) return "there is nothing here that runs commands";
  const args = { argv: [...argv], ...(network === undefined ? {} : { network: [...network] }) };
  const prepared = await tool.prepare(args, { workspace });
  if (!prepared.ok) return prepared.problem;
  const { decision, rule, reason } = rulingOn(held.worker, prepared.facts);
  return decision === "deny" ? (reason ?? `${rule} does not allow it`) : { tool, prepared };
}
