import type { Json } from "../../core/json.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { ConditionNode, WaitNode } from "../../core/workflow/flow-nodes.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";

/** A condition is over as soon as it is evaluated. */
export function beginCondition(at: Beginning, node: ConditionNode): Begun {
  const found = at.scope.evaluate(node.if);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `if: ${found.reason}`);
  if (typeof found.value !== "boolean")
    return at.fails(EXPRESSION_FAILED, `if: gives ${JSON.stringify(found.value)}, not true or false`);
  return at.ends(found.value ? "true" : "false", found.value, { output: found.value });
}

/** The outputs of the nodes whose edges were taken, by id. */
export function beginJoin(at: Beginning): Begun {
  const schedule = scheduleOf(runOf(at.worker));
  const outputs = at.visit.from.flatMap((id) => {
    const visit = schedule.visit(id);
    const settled = visit === undefined ? undefined : schedule.newest.get(visit.node)?.settled;
    return settled === undefined ? [] : [[settled.node, settled.output ?? settled.text ?? null] as const];
  });
  const output = Object.fromEntries(outputs.sort(([a], [b]) => (a < b ? -1 : 1)));
  return at.succeeds(output, { output });
}

/** A time that is past is no wait. */
export function beginWait(at: Beginning, { forMs = 0, until }: WaitNode): Begun {
  if (until === undefined) return waits(at, forMs, at.until(forMs));
  const found = at.scope.evaluate(until);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `until: ${found.reason}`);
  const time = typeof found.value === "string" ? Date.parse(found.value) : Number.NaN;
  if (Number.isNaN(time))
    return at.fails(EXPRESSION_FAILED, `until: ${JSON.stringify(found.value)} is no time (ISO 8601)`);
  const iso = new Date(time).toISOString();
  return waits(at, iso, { until: iso });
}

function waits(at: Beginning, given: Json, until: { readonly until?: string }): Begun {
  const key = at.key(given);
  return at.instead(key) ?? { records: [at.started(key, until)] };
}
