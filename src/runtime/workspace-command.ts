import type { SetUpRecord } from "../core/journal/set-up-record.ts";
import { commandEnvironment } from "../core/worker/command-environment.ts";
import type { Step } from "../core/worker/next-step.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Drive } from "./drive.ts";
import { rulingOn } from "./rule-on-call.ts";

type Outcome = Pick<SetUpRecord, "status" | "text">;

/**
 * Runs a command of the workspace's set-up or tear-down as the worker's own commands run: by the same tool, in
 * the same sandbox, within its policy. What the approval rules would ask about was asked for by whoever wrote
 * them, so only a refusal counts. Cut short it leaves no trace, and is run again by whoever goes on.
 */
export async function runWorkspaceCommand(
  drive: Drive,
  { phase, index, command }: Step & { readonly do: "workspace-command" },
): Promise<void> {
  const { held, ports } = drive;
  await held.flush();
  const worker = held.worker.id;
  drive.publish({ type: "live.progress", worker, text: `${phase}: ${command.argv.join(" ")}` });
  const startedMs = ports.clock.monotonicMs();
  const outcome = await outcomeOf(drive, held.worker, command, `${phase} ${index + 1}`);
  if (outcome === undefined) return;
  const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
  await held.append([
    { type: "workspace.command", phase, index, argv: command.argv, ...outcome, durationMs },
  ]);
}

async function outcomeOf(
  { ports, cut, publish }: Drive,
  worker: Worker,
  { argv, network }: (Step & { readonly do: "workspace-command" })["command"],
  call: string,
): Promise<Outcome | undefined> {
  const { id, workspace, request } = worker;
  const tool = ports.toolbox.get("run_command");
  if (workspace === undefined || tool === undefined)
    return denied("there is nothing here that runs commands");
  const args = { argv: [...argv], ...(network === undefined ? {} : { network: [...network] }) };
  const prepared = await tool.prepare(args, { workspace });
  if (!prepared.ok) return denied(prepared.problem);
  const ruling = rulingOn(worker, prepared.facts);
  if (ruling.decision === "deny") return denied(ruling.reason ?? `${ruling.rule} does not allow it`);
  const output = await tool.run(
    prepared,
    { workspace },
    {
      signal: cut,
      timeoutMs: request.limits.callTimeoutMs,
      env: commandEnvironment(worker),
      ...(request.sandbox === undefined ? {} : { commandLimits: request.sandbox }),
      idempotencyKey: `${id}:${call}`,
      onProgress: (text) => publish({ type: "live.output", worker: id, call, text }),
    },
  );
  return output.status === "aborted" ? undefined : { status: output.status, text: output.text };
}

function denied(text: string): Outcome {
  return { status: "denied", text };
}
