import type { Budgets } from "../core/policy/capability-policy.ts";
import type { Price } from "../core/usage/cost.ts";
import { LegateError } from "../ports/failure.ts";
import type { Model } from "../ports/model.ts";

/** What the model costs, for the request. A budget of money needs a known price, unless unknown is allowed. */
export function priceFor(
  { name, price }: Model,
  { costUsd }: Budgets,
  unknownPrice: "refuse" | "allow",
): { readonly price?: Price } {
  if (price !== undefined) return { price };
  if (costUsd === "any" || unknownPrice === "allow") return {};
  throw new LegateError(
    "bad-input",
    `Nobody knows what ${name} costs, so a budget of money cannot be kept: set its price in the configuration (\`prices\`), limit tokens instead, or say that an unknown price is fine (unknownPrice: allow).`,
  );
}
