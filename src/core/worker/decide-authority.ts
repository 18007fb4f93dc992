import type { WorkerRecord } from "../journal/record.ts";
import { canonicalJson, type Json } from "../json.ts";
import { withFurther } from "../policy/approval-policy.ts";
import { BUDGET_KINDS, type Budgets } from "../policy/capability-policy.ts";
import { type Ceiling, narrowCeiling } from "../policy/ceiling.ts";
import { lowerLimit } from "../policy/narrow.ts";
import type { Command } from "./command.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import type { Worker } from "./worker.ts";

/** Authority is taken again against what the parent may grant now; it only ever shrinks. */
export function retaken(worker: Worker, { bound }: DecisionContext, by: string): readonly WorkerRecord[] {
  if (bound === undefined) return [];
  const ceiling = withinBound(worker.ceiling, bound);
  if (canonicalJson(ceiling as unknown as Json) === canonicalJson(worker.ceiling as unknown as Json))
    return [];
  const reason = "the parent may grant less than it could";
  return [{ type: "authority.narrowed", ceiling, rev: worker.authorityRev + 1, by, reason }];
}

/** The parent's questions of today count, too; a policy that is there already is not added twice. */
export function withinBound(ceiling: Ceiling, bound: Ceiling): Ceiling {
  const narrower = narrowCeiling(ceiling, bound.grant);
  const known = ceiling.approvals.map((policy) => canonicalJson(policy as unknown as Json));
  const added = bound.approvals.filter((policy) => !known.includes(canonicalJson(policy as unknown as Json)));
  return { ...narrower, approvals: withFurther(narrower.approvals, added) };
}

/**
 * The ceiling becomes smaller for good; what the worker has under way is judged by it again. Its children hear
 * the same command, under the same id: whoever was told by the sender already hears it once.
 */
export function narrowed(
  worker: Worker,
  command: Command & { type: "narrow" },
  { commandId }: DecisionContext,
): Decision {
  const { policy, approvals, by, reason } = command;
  const ceiling = narrowCeiling(worker.ceiling, policy, approvals);
  const limits = lowered(worker.ledger.cap, policy.budgets);
  const records: readonly WorkerRecord[] = [
    { type: "authority.narrowed", ceiling, rev: worker.authorityRev + 1, by, reason },
    ...(Object.keys(limits).length === 0 ? [] : [{ type: "budget.raised", limits, by } as const]),
  ];
  const body = { ...command } as unknown as Json;
  return { ok: true, records, put: worker.children.map(({ id }) => ({ worker: id, commandId, body })) };
}

/** The kinds of which less is left than before; what was used up already stays so. */
function lowered(cap: Budgets, by: Budgets): Partial<Budgets> {
  const kinds = BUDGET_KINDS.filter((kind) => lowerLimit(cap[kind], by[kind]) !== cap[kind]);
  return Object.fromEntries(kinds.map((kind) => [kind, lowerLimit(cap[kind], by[kind])]));
}
