import type { WorkerRecord } from "../journal/record.ts";
import { canonicalJson, type Json } from "../json.ts";
import { type Ceiling, narrowCeiling } from "../policy/ceiling.ts";
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
function withinBound(ceiling: Ceiling, bound: Ceiling): Ceiling {
  const narrower = narrowCeiling(ceiling, bound.grant);
  const known = ceiling.approvals.map((policy) => canonicalJson(policy as unknown as Json));
  const added = bound.approvals.filter((policy) => !known.includes(canonicalJson(policy as unknown as Json)));
  return { ...narrower, approvals: [...narrower.approvals, ...added] };
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
  const { policy, by, reason } = command;
  const ceiling = narrowCeiling(worker.ceiling, policy);
  const records = [
    { type: "authority.narrowed", ceiling, rev: worker.authorityRev + 1, by, reason },
  ] as const;
  const body = { ...command } as unknown as Json;
  return { ok: true, records, put: worker.children.map(({ id }) => ({ worker: id, commandId, body })) };
}
