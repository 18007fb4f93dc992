import type { ExactCall } from "../core/journal/call-record.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { yesLacking } from "../core/policy/approvers.ts";
import { effectLevel } from "../core/policy/effect-level.ts";
import type { Explanation } from "../core/policy/explain.ts";
import { ownerText } from "../core/policy/rule-owner.ts";
import type { Call } from "../core/worker/call.ts";
import { repeatRefusal } from "../core/worker/repeat-texts.ts";
import { isBlocked, timesInARow } from "../core/worker/repeats.ts";
import { standingYes } from "../core/worker/standing.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { PreparedCall, Tool } from "../ports/toolbox.ts";
import { askedRecord } from "./asking.ts";
import { explainedRuling, rulingOn } from "./rule-on-call.ts";
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
export async function judgeCall(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
): Promise<readonly WorkerRecord[]> {
  const { blockRepeats } = worker.request.limits;
  if (isBlocked(worker.repeats, read.exact.digest, blockRepeats)) {
    const reason = repeatRefusal(timesInARow(worker.repeats, read.exact.digest));
    return [refused(call, "repeated_call", `limits.blockRepeats: ${blockRepeats}`, reason)];
  }
  const { facts } = read.prepared;
  const ruling = rulingOn(worker, facts);
  const secret = secretNotGiven(worker, read);
  if (ruling.decision !== "deny" && secret !== undefined) {
    const reason = `the secret ${secret} was not given to this worker`;
    return [refused(call, "permission_denied", `secrets: ${secret}`, reason)];
  }
  if (ruling.decision === "allow") return [allowed(call, read, ruling.rule)];
  const yes = ruling.decision === "ask" ? approvalFor(call, read, worker) : undefined;
  if (yes !== undefined) return [allowed(call, read, `approved ${yes}`)];
  const explained = await explainedRuling(ports.store, worker, facts);
  if (explained.decision === "ask") return ask(ports, worker, call, read, explained);
  return [forbidden(call, explained, explained.reason ?? "it is not allowed")];
}

/** Secrets are given to a worker by name, by whoever spawned it; no preset and no rule gives one. */
function secretNotGiven({ request }: Worker, { prepared }: ReadCall): string | undefined {
  return prepared.facts.secrets?.find((name) => request.secrets?.includes(name) !== true);
}

/** Whose yes lets it run: one for this exact call, by as many as the ceiling wants now, or one for good. */
function approvalFor(
  { state }: Call,
  { questionDigest, prepared }: ReadCall,
  { ceiling, standing, workspace }: Worker,
): string | undefined {
  const chain = ceiling.approvals;
  const isForThis = state.state === "approved" && state.question.digest === questionDigest;
  if (isForThis && yesLacking(chain, state.question) === 0) return `by ${state.by}`;
  return standingYes(
    chain,
    standing,
    prepared.facts,
    workspace === undefined ? {} : { workspaceRoot: workspace.root },
  );
}

function ask(
  ports: RuntimePorts,
  worker: Worker,
  call: Call,
  read: ReadCall,
  explained: Explanation,
): readonly WorkerRecord[] {
  const { rule, owner } = explained;
  switch (worker.request.onAsk) {
    case "deny": {
      const reason =
        "it needs a person's yes, and this worker was started with nobody to ask (--on-ask deny)";
      return [forbidden(call, explained, reason)];
    }
    case "fail": {
      const reason = `${read.exact.summary} needs a person's yes (${rule}), and this worker was started with --on-ask fail`;
      return [forbidden(call, explained, reason), { type: "worker.failed", code: "approval-needed", reason }];
    }
    case "park":
      return [
        { type: "call.decided", call: call.id, decision: "ask", rule, owner, exact: read.exact },
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

/** What authority refuses says whose rule it is: only its owner could have it otherwise. */
function forbidden(call: Call, { rule, owner }: Explanation, reason: string): Refused {
  const told = `${reason} (${ownerText(owner)})`;
  return { ...refused(call, "permission_denied", rule, told), owner };
}
