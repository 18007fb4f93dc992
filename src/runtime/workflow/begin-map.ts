import type { Json } from "../../core/json.ts";
import type { MapNode } from "../../core/workflow/map-node.ts";
import { seenArtifact } from "../../core/workflow/run/run-artifacts.ts";
import { type Beginning, type Begun, EXPRESSION_FAILED } from "./beginning.ts";
import type { Scope } from "./scope.ts";

const MOST_ITEMS = 1_000;

/** The items are recorded once, so that its branches are the same ones whatever happens. */
export function beginMap(at: Beginning, node: MapNode): Begun {
  const found = itemsOf(at.scope, node.items);
  if (!found.ok) return at.fails(EXPRESSION_FAILED, `items: ${found.reason}`);
  const { maxItems = MOST_ITEMS, surplus = "fail" } = node;
  const over = found.items.length - maxItems;
  if (over > 0 && surplus === "fail")
    return at.fails(
      "too-many-items",
      `${found.items.length} items, and at most ${maxItems} are taken (maxItems)`,
    );
  const problem = countProblem(found.items.length, node.contract?.inputs);
  if (problem !== undefined) return at.fails("contract-broken", problem);
  const items = over > 0 ? found.items.slice(0, maxItems) : found.items;
  const dropped = over > 0 ? { dropped: over } : {};
  return { records: [at.started(at.key(items), { items, ...dropped, ...at.until(node.timeoutMs) })] };
}

export type FoundItems =
  | { readonly ok: true; readonly items: readonly Json[] }
  | { readonly ok: false; readonly reason: string };

/** What an expression gives, or else the artifacts of the context. */
export function itemsOf(scope: Scope, source: string | undefined): FoundItems {
  if (source === undefined) return { ok: true, items: scope.artifacts.map(seenArtifact) };
  const found = scope.evaluate(source);
  if (!found.ok) return found;
  if (!Array.isArray(found.value)) return { ok: false, reason: "gives no list" };
  return { ok: true, items: found.value };
}

/** Why a contract does not allow so many. */
export function countProblem(
  count: number,
  inputs: { readonly min?: number; readonly max?: number } = {},
): string | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY } = inputs;
  if (count < min) return `it is given ${count} artifacts, and needs ${min} at least (contract.inputs.min)`;
  if (count > max) return `it is given ${count} artifacts, and takes ${max} at most (contract.inputs.max)`;
  return undefined;
}
