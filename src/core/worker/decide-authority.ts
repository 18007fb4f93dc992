import type { WorkerRecord } from "../journal/record.ts";
import { canonicalJson, type Json } from "../json.ts";
import { type Ceiling, narrowCeiling } from "../policy/ceiling.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision, type DecisionContext } from "./decision.ts";
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

/** The ceiling becomes smaller for good; what the worker has under way is judged by it again. */
export function narrowed(worker: Worker, { policy, by, reason }: Command & { type: "narrow" }): Decision {
  const ceiling = narrowCeiling(worker.ceiling, policy);
  return accepted([{ type: "authority.narrowed", ceiling, rev: worker.authorityRev + 1, by, reason }]);
}
