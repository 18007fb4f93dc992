import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { listedModel, listPrice } from "../../../src/adapters/prices/price-table.ts";

const usd = z.number().positive();
const rates = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: usd.exactOptional(),
  cacheWrite: usd.exactOptional(),
});
const table = z
  .strictObject({
    source: z.strictObject({
      package: z.string(),
      version: z.string(),
      license: z.enum(["MIT", "Apache-2.0"]),
      author: z.string(),
      generatedAt: z.iso.datetime(),
    }),
    models: z.record(
      z.string().regex(/^[a-z]+\/\S+$/),
      rates.extend({
        contextWindow: z.int().positive(),
        longPrompts: z.array(rates.extend({ above: z.int().positive() })).exactOptional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync("src/adapters/prices/list-prices.json", "utf8")));

test("the table knows the models that people name, with what a cache and a long prompt cost", () => {
  expect(listPrice("anthropic/claude-sonnet-4-5")).toEqual({
    input: 3,
    output: 15,
    cacheRead: 0.3,
    cacheWrite: 3.75,
  });
  expect(listPrice("openai/gpt-4o")).toEqual({ input: 2.5, output: 10, cacheRead: 1.25 });
  expect(listPrice("openai/gpt-5.4")).toEqual({
    input: 2.5,
    output: 15,
    cacheRead: 0.25,
    longPrompts: [{ above: 272_000, input: 5, output: 22.5, cacheRead: 0.5 }],
  });
  expect(listedModel("anthropic/claude-opus-5")?.contextWindow).toBe(1_000_000);
  expect(Object.keys(table.models).length).toBeGreaterThan(500);
});

test("a dated name has its own price, or else that of its plain name while no date of it differs", () => {
  expect(listPrice("openai/gpt-4o-2024-05-13")).toMatchObject({ input: 5, output: 15 });
  expect(listPrice("anthropic/claude-sonnet-5-20260801")).toEqual(listPrice("anthropic/claude-sonnet-5"));
  expect(listPrice("openai/gpt-5-2025-08-07")).toEqual(listPrice("openai/gpt-5"));
  expect(listPrice("openai/gpt-4o-2030-01-01")).toBeUndefined();
});

test("what is not in the table is unknown: no price is guessed from a name that looks alike", () => {
  for (const name of [
    "openai/gpt-5.9",
    "openai/gpt-5-mini-2",
    "openai/gpt-5-latest",
    "gpt-5",
    "local/gpt-5",
    "local/gpt-5-2025-08-07",
    "toString",
    "openai/",
  ]) {
    expect([name, listPrice(name)]).toEqual([name, undefined]);
  }
});

test("reading from a cache never costs more than the input, and a longer prompt never less", () => {
  for (const [name, { longPrompts = [], ...plain }] of Object.entries(table.models)) {
    expect(plain.cacheRead ?? plain.input, name).toBeLessThanOrEqual(plain.input);
    const steps = [{ above: 0, ...plain }, ...longPrompts];
    const ordered = steps.toSorted((a, b) => a.above - b.above || a.input - b.input);
    expect(steps, name).toEqual(ordered);
  }
});
