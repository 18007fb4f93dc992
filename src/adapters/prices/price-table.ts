import type { Price } from "../../core/usage/cost.ts";
import { PRICES } from "./prices.ts";

/**
 * The list price of a model `provider/model`, from a table written by hand and dated. A dated or
 * `-latest` name costs what its plain name costs. What is not in the table is unknown, not free, and
 * nothing is guessed from a similar name.
 */
export function listPrice(name: string): Price | undefined {
  const plain = name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, "");
  return Object.hasOwn(PRICES, plain) ? PRICES[plain] : undefined;
}
