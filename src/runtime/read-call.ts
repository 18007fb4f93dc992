import type { ExactCall } from "../core/journal/call-record.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { effectLevel } from "../core/policy/effect-level.ts";
import type { Call } from "../core/worker/call.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { PreparedCall, Tool } from "../ports/toolbox.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** A call whose arguments were read: what would run, and under which name a yes is bound to it. */
export interface ReadCall {
  readonly tool: Tool;
  readonly prepared: PreparedCall;
  readonly exact: ExactCall;
  /** Digest of the exact call and of the present state of what it would change. */
  readonly questionDigest: string;
}

export type Refused = WorkerRecord & { type: "call.decided" };

/**
 * The first gate: is the tool there, do the arguments fit it, which paths are meant. The same for a
 * call that is judged and for one about to run, so what runs is what was judged.
 */
export async function readCall(ports: RuntimePorts, worker: Worker, call: Call): Promise<ReadCall | Refused> {
  const tool = worker.request.tools.includes(call.tool) ? ports.toolbox.get(call.tool) : undefined;
  if (tool === undefined) {
    const offered = worker.request.tools.join(", ");
    return refused(
      call,
      "unknown_tool",
      "tools: not offered",
      `there is no tool ${call.tool}; there are: ${offered}`,
    );
  }
  if (call.malformed !== undefined) {
    return refused(
      call,
      "invalid_arguments",
      "arguments: JSON",
      "the arguments were not valid JSON; send the call again",
    );
  }
  if (worker.workspace === undefined) throw new Error(`worker ${worker.id} has no workspace yet`);
  const prepared = await tool.prepare(call.arguments, { workspace: worker.workspace });
  if (!prepared.ok) return refused(call, "invalid_arguments", "arguments: schema", prepared.problem);
  return read(ports, tool, prepared);
}

function read(ports: RuntimePorts, tool: Tool, prepared: PreparedCall): ReadCall {
  const { facts, summary, target } = prepared;
  const digest = ports.hasher.digest(canonicalJson(pick(facts) as Json));
  const { effectClass } = facts.annotations;
  return {
    tool,
    prepared,
    exact: { arguments: facts.arguments, digest, level: effectLevel(facts), effectClass, summary },
    questionDigest: ports.hasher.digest(canonicalJson([digest, target ?? null])),
  };
}

function pick({ tool, arguments: args, paths, command, hosts }: PreparedCall["facts"]): unknown {
  return { tool, arguments: args, paths, command: command ?? null, hosts: hosts ?? null };
}

/** A call that some gate stopped: which, by which rule, and what the model is told. */
export function refused(
  call: Call,
  refusal: NonNullable<Refused["refusal"]>,
  rule: string,
  reason: string,
): Refused {
  return { type: "call.decided", call: call.id, decision: "deny", refusal, rule, reason };
}
