import type { WorkerId } from "../core/ids.ts";
import type { CallRecord } from "../core/journal/call-record.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import type { Json } from "../core/json.ts";
import type { CallFacts } from "../core/policy/call-facts.ts";
import type { Ceiling } from "../core/policy/ceiling.ts";
import type { Explanation, OwnedChain } from "../core/policy/explain.ts";
import { explainLimits, type OwnedLimit } from "../core/policy/explain-limits.ts";
import type { RuleOwner } from "../core/policy/rule-owner.ts";
import { fold } from "../core/worker/evolve.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import type { Store } from "../ports/store.ts";
import { authorityChain } from "./authority-chain.ts";
import { leaveForGood } from "./leave-for-call.ts";
import { unknownWorker } from "./load-worker.ts";
import { refusedSecret } from "./refused-secret.ts";
import { explainedRuling } from "./rule-on-call.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** What a worker may do at all, and whose word it is. */
export interface AuthorityReport {
  readonly worker: WorkerId;
  readonly name: string;
  readonly ceiling: Ceiling;
  /** Every ceiling it is held to, the eldest first. */
  readonly chain: OwnedChain;
  readonly limits: readonly OwnedLimit[];
}

export type AskedCall =
  /** One that the worker made, by its id. */
  { readonly call: string } | { readonly tool: string; readonly arguments: Json };

export interface ExplainedCall {
  readonly tool: string;
  /** One line for people. */
  readonly summary: string;
  /** For a call that was made: what was decided then. */
  readonly decided?: CallRecord & { readonly type: "call.decided" };
  /** What would be decided now. */
  readonly now: Ruled;
}

/** Without an owner it is no matter of authority, e.g. arguments that cannot be read. */
export type Ruled = Omit<Explanation, "owner"> & { readonly owner?: RuleOwner };

export async function authorityReport(
  store: Pick<Store, "readWorker">,
  worker: Worker,
): Promise<AuthorityReport> {
  const chain = await authorityChain(store, worker);
  const { id, request, ceiling } = worker;
  return { worker: id, name: request.name, ceiling, chain, limits: explainLimits(chain) };
}

/** See `Legate.explain`. */
export async function explainCall(
  ports: RuntimePorts,
  id: WorkerId,
  asked: AskedCall,
): Promise<ExplainedCall> {
  const records = await ports.store.readWorker(id);
  const worker = fold(records);
  if (worker === undefined) throw unknownWorker(id);
  if (!("call" in asked)) return ruled(ports, worker, asked.tool, asked.arguments);
  const made = callMade(records, asked.call);
  if (made === undefined) {
    throw new LegateError(
      "bad-input",
      `${worker.request.name} has made no call ${asked.call}; its records name them: legate show ${worker.id} --records.`,
    );
  }
  const now = await ruled(ports, worker, made.tool, made.arguments);
  return made.decided === undefined ? now : { ...now, decided: made.decided };
}

function callMade(records: readonly StoredRecord[], id: string) {
  const all = records.map(({ record }) => record);
  const parts = all.flatMap((record) => (record.type === "turn.completed" ? record.parts : []));
  const call = parts.find((part) => part.kind === "call" && part.call === id);
  if (call?.kind !== "call") return undefined;
  const decided = all.findLast((record) => record.type === "call.decided" && record.call === id);
  const before = decided?.type === "call.decided" ? { decided } : {};
  return { tool: call.tool, arguments: call.arguments, ...before };
}

async function ruled(ports: RuntimePorts, worker: Worker, name: string, args: Json): Promise<ExplainedCall> {
  const tool = ports.toolbox.get(name);
  if (tool === undefined) {
    const known = ports.toolbox.list().map(({ description }) => description.name);
    throw new LegateError("bad-input", `There is no tool ${name}; the tools are: ${known.join(", ")}.`);
  }
  if (worker.workspace === undefined) {
    const message = `${worker.request.name} has not opened its workspace yet: what its paths mean is not known.`;
    throw new LegateError("not-allowed-now", message);
  }
  const prepared = await tool.prepare(args, { workspace: worker.workspace });
  if (!prepared.ok) return { tool: name, summary: name, now: unreadable(prepared.problem) };
  const explained = await explainedRuling(ports.store, worker, prepared.facts);
  const now =
    explained.decision === "deny" ? explained : besidesAuthority(worker, name, prepared.facts, explained);
  return { tool: name, summary: prepared.summary, now };
}

/** What else the gateway looks at: the tools and secrets that it was given, and what people allowed for good. */
function besidesAuthority(worker: Worker, tool: string, facts: CallFacts, explained: Explanation): Ruled {
  if (!worker.request.tools.includes(tool)) return notOffered(worker);
  const secret = refusedSecret(worker, facts);
  if (secret !== undefined) return { decision: "deny", ...secret };
  const rule = explained.decision === "ask" ? leaveForGood(worker, facts) : undefined;
  return rule === undefined ? explained : { decision: "allow", rule };
}

function unreadable(problem: string): Ruled {
  return { decision: "deny", rule: "arguments: schema", reason: problem };
}

/** Its ceiling would let it; it was not given the tool when it was made. */
function notOffered({ request }: Worker): Ruled {
  const reason = `it was spawned with other tools: ${request.tools.join(", ") || "none"}`;
  return { decision: "deny", rule: "tools: not offered", reason };
}
