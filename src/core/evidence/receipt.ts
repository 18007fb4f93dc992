import type { StoredRecord } from "../journal/record.ts";
import type { Json } from "../json.ts";
import { canonicalJson } from "../json.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { StatusName } from "../worker/status.ts";
import type { Worker } from "../worker/worker.ts";
import { type KeptState, keptState } from "../workspace/kept-state.ts";
import { type Evidence, evidenceOf } from "./verdict.ts";

/** What the runtime vouches for of one worker: digests and numbers, and nothing that its model says. */
export interface Receipt {
  readonly worker: string;
  readonly name: string;
  readonly status: StatusName;
  readonly cycle: number;
  /** The last record that it takes in. */
  readonly seq: number;
  /** Digests of the request as it was made, and of the ceiling as it is now. */
  readonly request: string;
  readonly policy: string;
  readonly evidence: Evidence;
  /** Where its files began and what is kept of them; null where nothing is kept. */
  readonly base: KeptState | null;
  readonly head: KeptState | null;
  /** Of the patch between them. Null where there is none, or where it cannot be made again. */
  readonly diff: PatchDigest | null;
  readonly commands: readonly CommandReceipt[];
  readonly turns: number;
  readonly calls: number;
  readonly deniedCalls: number;
  readonly usage: Usage;
  readonly cost: Cost;
  /** Head of the audit chain at the last seal, and how many audited records came after it. */
  readonly audit: { readonly head: string | null; readonly unsealed: number };
}

export interface PatchDigest {
  readonly digest: string;
  readonly files: number;
}

export interface CommandReceipt {
  readonly call: string;
  readonly summary: string;
  readonly status: string;
  readonly exitCode: number;
  readonly outputDigest: string;
}

/** The receipt of a worker, from its journal and its fold; `diff` was made by whoever can. */
export function receiptOf(
  worker: Worker,
  journal: readonly StoredRecord[],
  digest: (text: string) => string,
  diff: PatchDigest | null,
): Receipt {
  const { request, ceiling, workspace, checkpoint, totals, audit } = worker;
  const git = workspace?.git;
  const digestOf = (value: unknown) => digest(canonicalJson(value as Json));
  return {
    worker: worker.id,
    name: request.name,
    status: worker.status.status,
    cycle: worker.cycle,
    seq: worker.seq,
    request: digestOf(request),
    policy: digestOf(ceiling),
    evidence: evidenceOf(worker),
    base: git === undefined ? null : stateOf(keptState(git, undefined)),
    head: git === undefined ? null : stateOf(keptState(git, checkpoint)),
    diff,
    commands: commandsIn(journal),
    turns: totals.turns,
    calls: totals.calls,
    deniedCalls: totals.deniedCalls,
    usage: totals.usage,
    cost: totals.cost,
    audit: { head: audit.head ?? null, unsealed: audit.open.length },
  };
}

function stateOf({ commit, tree }: KeptState): KeptState {
  return { commit, tree };
}

/** Every command that came to an end, also those of which the summary keeps no more. */
function commandsIn(journal: readonly StoredRecord[]): readonly CommandReceipt[] {
  const summaries = new Map<string, string>();
  return journal.flatMap(({ record }) => {
    if (record.type === "call.decided" && record.exact !== undefined)
      summaries.set(record.call, record.exact.summary);
    const exitCode = record.type === "call.finished" ? record.data?.["exitCode"] : undefined;
    if (record.type !== "call.finished" || typeof exitCode !== "number") return [];
    const { call, status, outputDigest } = record;
    return [{ call, summary: summaries.get(call) ?? call, status, exitCode, outputDigest }];
  });
}
