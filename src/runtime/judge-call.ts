import type { ExactCall } from "../core/journal/call-record.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { yesLacking } from "../core/policy/approvers.ts";
import { type CapabilityPolicy, TOP } from "../core/policy/capability-policy.ts";
import { effectLevel } from "../core/policy/effect-level.ts";
import { judge } from "../core/policy/judge.ts";
import { narrow } from "../core/policy/narrow.ts";
import { permits } from "../core/policy/permits.ts";
import type { Call, Question } from "../core/worker/call.ts";
import { repeatRefusal } from "../core/worker/repeat-texts.ts";
import { isBlocked, timesInARow } from "../core/worker/repeats.ts";
import { standingYes } from "../core/worker/standing.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { PreparedCall, Tool } from "../ports/toolbox.ts";
import { askedRecord } from "./asking.ts";
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

/** The gates of authority and approval, in that order: what is decided about a call, as records. */
export function judgeCall(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
): readonly WorkerRecord[] {
  const { use, approvals } = worker.ceiling;
  const { blockRepeats } = worker.request.limits;
  if (isBlocked(worker.repeats, read.exact.digest, blockRepeats)) {
    const reason = repeatRefusal(timesInARow(worker.repeats, read.exact.digest));
    return [refused(call, "repeated_call", `limits.blockRepeats: ${blockRepeats}`, reason)];
  }
  const { workspace } = worker;
  if (workspace === undefined) throw new Error(`worker ${worker.id} has no workspace yet`);
  const workspaceRoot = workspace.root;
  const here = within(use, workspaceRoot);
  const verdict = permits(here, read.prepared.facts, { workspaceRoot });
  if (!verdict.allowed) return [refused(call, "permission_denied", verdict.rule, verdict.reason)];
  const { decision, rule } = judge(approvals, read.prepared.facts, { workspaceRoot });
  if (decision === "deny")
    return [refused(call, "permission_denied", rule, `a rule of this worker forbids it: ${rule}`)];
  if (decision === "allow") return [allowed(call, read, rule)];
  if (call.state.state === "approved" && isForThis(call.state.question, read, worker)) {
    return [allowed(call, read, `approved by ${call.state.by}`)];
  }
  const always = standingYes(approvals, worker.standing, read.prepared.facts, { workspaceRoot });
  if (always !== undefined) return [allowed(call, read, `approved ${always}`)];
  return ask(ports, worker, call, read, rule);
}

/** A yes is for one exact call, and it must still be as many as the ceiling wants. */
function isForThis(question: Question, { questionDigest }: ReadCall, { ceiling }: Worker): boolean {
  return question.digest === questionDigest && yesLacking(ceiling.approvals, question) === 0;
}

/** A ceiling in a place that is known now. The same for every call of a worker, so it is kept. */
function within(use: CapabilityPolicy, root: string): CapabilityPolicy {
  const known = PLACED.get(use);
  if (known?.root === root) return known.here;
  const here = narrow(use, { ...TOP, workspaceRoots: [root] });
  PLACED.set(use, { root, here });
  return here;
}

const PLACED = new WeakMap<CapabilityPolicy, { readonly root: string; readonly here: CapabilityPolicy }>();

function ask(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
  rule: string,
): readonly WorkerRecord[] {
  switch (worker.request.onAsk) {
    case "deny": {
      const reason =
        "it needs a person's yes, and this worker was started with nobody to ask (--on-ask deny)";
      return [refused(call, "permission_denied", rule, reason)];
    }
    case "fail": {
      const reason = `${read.exact.summary} needs a person's yes (${rule}), and this worker was started with --on-ask fail`;
      return [
        refused(call, "permission_denied", rule, reason),
        { type: "worker.failed", code: "approval-needed", reason },
      ];
    }
    case "park":
      return [
        { type: "call.decided", call: call.id, decision: "ask", rule, exact: read.exact },
        askedRecord(ports, worker, {
          call: call.id,
          digest: read.questionDigest,
          question: read.exact.summary,
        }),
      ];
  }
}

function allowed(call: Call, read: ReadCall, rule: string): WorkerRecord {
  return { type: "call.decided", call: call.id, decision: "allow", rule, exact: read.exact };
}

function refused(
  call: Call,
  refusal: NonNullable<Refused["refusal"]>,
  rule: string,
  reason: string,
): Refused {
  return { type: "call.decided", call: call.id, decision: "deny", refusal, rule, reason };
}
