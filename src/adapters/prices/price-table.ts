import { readFileSync } from "node:fs";
import type { Price } from "../../core/usage/cost.ts";

/**
 * The list price of a model `provider/model`, from a dated snapshot of somebody's catalog
 * (docs/decisions/0011-price-table.md). What is not in it is unknown, not free, and nothing is guessed
 * from a similar name; the configuration's `prices` win over it.
 */
export function listPrice(name: string): Price | undefined {
  const listed = listedModel(name);
  if (listed === undefined) return undefined;
  const { contextWindow: _notPrice, ...price } = listed;
  return price;
}

/** The context window of a model by the same rules. */
export function listedWindow(name: string): number | undefined {
  return listedModel(name)?.contextWindow;
}

/** A model as the catalog has it. */
export interface ListedModel extends Price {
  /** Tokens of prompt and answer together. */
  readonly contextWindow: number;
}

/**
 * The entry of exactly this name. Else, for a name that ends in a date, the entry without the date, as
 * long as no other dated name of that model has another price: then the price moved, and nobody knows
 * when.
 */
export function listedModel(name: string): ListedModel | undefined {
  const models = catalog();
  const exact = models.get(name);
  if (exact !== undefined || !DATE.test(name)) return exact;
  const plain = name.replace(DATE, "");
  const entry = models.get(plain);
  const dated = [...models].filter(([other]) => DATE.test(other) && other.replace(DATE, "") === plain);
  return dated.every(([, { input, output }]) => input === entry?.input && output === entry.output)
    ? entry
    : undefined;
}

const DATE = /-(?:\d{8}|\d{4}-\d{2}-\d{2})$/;

let read: ReadonlyMap<string, ListedModel> | undefined;

/** Read when a price is first asked for: most processes never do. */
function catalog(): ReadonlyMap<string, ListedModel> {
  read ??= new Map(Object.entries(readCatalog().models));
  return read;
}

function readCatalog(): { readonly models: Readonly<Record<string, ListedModel>> } {
  return JSON.parse(readFileSync(new URL("list-prices.json", import.meta.url), "utf8"));
}
