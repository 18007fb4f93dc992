import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

// Makes src/adapters/prices/list-prices.json from an unpacked @earendil-works/pi-ai:
//   npm pack @earendil-works/pi-ai && tar -xzf earendil-works-pi-ai-*.tgz && node scripts/vendor-prices.ts package
// docs/decisions/0011-price-table.md says why this source, and what is left out.

/** Priced by the token, at one price for everybody. Subscriptions, cloud regions and resellers' gateways are not. */
const PROVIDERS = [
  "anthropic",
  "azure",
  "cerebras",
  "deepseek",
  "fireworks",
  "google",
  "groq",
  "meta",
  "minimax",
  "mistral",
  "moonshotai",
  "openai",
  "openrouter",
  "together",
  "xai",
  "xiaomi",
  "zai",
];

const usd = z.number().nonnegative();
const rates = z.object({ input: usd, output: usd, cacheRead: usd, cacheWrite: usd });
const cost = rates.extend({
  tiers: z.array(rates.extend({ inputTokensAbove: z.int().positive() })).optional(),
});
const chat = z.object({ type: z.literal("chat"), id: z.string(), cost, contextWindow: z.int().positive() });
const other = z.object({ type: z.enum(["image", "classifier"]) });
const model = z.discriminatedUnion("type", [chat, other]);
const catalog = z.record(z.string(), z.record(z.string(), model));
const source = z.object({
  name: z.string(),
  version: z.string(),
  license: z.enum(["MIT", "Apache-2.0"]),
  author: z.string(),
});
const manifest = z.object({ generatedAt: z.iso.datetime() });

const [folder = ""] = process.argv.slice(2);
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const { name, version, license, author } = source.parse(read("package.json"));
const data = "dist/providers/data";
const { generatedAt } = manifest.parse(read(data, ".manifest.json"));

const entries = PROVIDERS.flatMap((provider) => modelsOf(provider)).toSorted(([a], [b]) => (a < b ? -1 : 1));
const lines = entries.map(([key, entry]) => `    ${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
const head = JSON.stringify({ package: name, version, license, author, generatedAt });
writeFileSync(
  new URL("../src/adapters/prices/list-prices.json", import.meta.url),
  `{\n  "source": ${head},\n  "models": {\n${lines.join(",\n")}\n  }\n}\n`,
);
const others = readdirSync(join(folder, data)).length - 1 - PROVIDERS.length;
console.log(`${entries.length} models of ${PROVIDERS.length} providers, ${others} providers left out`);

/** A price of zero is a free tier, a subscription, or not known: it is left out. So is what makes no text. */
function modelsOf(provider: string): (readonly [string, object])[] {
  return Object.values(catalog.parse(read(data, `${provider}.json`)))
    .flatMap((group) => Object.values(group))
    .filter((model) => model.type === "chat")
    .filter(({ cost }) => cost.input > 0 && cost.output > 0)
    .map(({ id, cost, contextWindow }) => [`${provider}/${id}`, { ...pricesOf(cost), contextWindow }]);
}

function pricesOf({ tiers, ...plain }: z.infer<typeof cost>): object {
  const longPrompts = (tiers ?? [])
    .toSorted((a, b) => a.inputTokensAbove - b.inputTokensAbove)
    .map(({ inputTokensAbove, ...over }) => ({ above: inputTokensAbove, ...ratesOf(over) }));
  return { ...ratesOf(plain), ...(longPrompts.length > 0 ? { longPrompts } : {}) };
}

/** A cache price of zero says that there is none: then such tokens cost what input costs. */
function ratesOf({ input, output, cacheRead, cacheWrite }: z.infer<typeof rates>): object {
  return {
    input,
    output,
    ...(cacheRead > 0 ? { cacheRead } : {}),
    ...(cacheWrite > 0 ? { cacheWrite } : {}),
  };
}
