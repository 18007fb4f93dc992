import { expect, test } from "vitest";
import { listPrice } from "../../../src/adapters/prices/price-table.ts";
import { PRICES } from "../../../src/adapters/prices/prices.ts";

test("a dated name costs what its plain name costs", () => {
  const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
  for (const name of ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5-latest"]) {
    expect(listPrice(`anthropic/${name}`)).toEqual(price);
  }
  expect(listPrice("openai/gpt-4o-2024-08-06")).toEqual({ input: 2.5, output: 10, cacheRead: 1.25 });
});

test("what is not in the table is unknown: no price is guessed from a name that looks alike", () => {
  for (const name of [
    "openai/gpt-5.9",
    "openai/gpt-5-mini-2",
    "gpt-5",
    "local/gpt-5",
    "toString",
    "openai/",
  ]) {
    expect(listPrice(name)).toBeUndefined();
  }
});

test("no price is zero, and reading from a cache never costs more than the input", () => {
  expect(Object.keys(PRICES).length).toBeGreaterThanOrEqual(30);
  for (const [name, price] of Object.entries(PRICES)) {
    expect(price.input, name).toBeGreaterThan(0);
    expect(price.output, name).toBeGreaterThan(price.input);
    expect(price.cacheRead ?? price.input, name).toBeLessThanOrEqual(price.input);
  }
});
