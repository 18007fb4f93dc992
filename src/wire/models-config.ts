import { z } from "zod";

const header = z.record(z.string().min(1), z.string());
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable, never a key itself");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
const usd = z.number().nonnegative();

const openai = z.strictObject({
  type: z.literal("openai"),
  baseURL: httpUrl.exactOptional(),
  apiKeyEnv: environmentName.exactOptional(),
  headers: header.exactOptional(),
  api: z.enum(["chat", "responses"]).exactOptional(),
});

const anthropic = z.strictObject({
  type: z.literal("anthropic"),
  baseURL: httpUrl.exactOptional(),
  apiKeyEnv: environmentName.exactOptional(),
  headers: header.exactOptional(),
});

const openaiCompatible = z.strictObject({
  type: z.literal("openai-compatible"),
  baseURL: httpUrl,
  apiKeyEnv: environmentName.exactOptional(),
  headers: header.exactOptional(),
});

const price = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: usd.exactOptional(),
  cacheWrite: usd.exactOptional(),
});

/** Where models come from, as a person writes it down; `docs/models.md` tells it to people. */
export const modelsConfig = z.strictObject({
  /** By the name that stands before the `/` in a model's name. */
  providers: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]*$/, "a provider's name is lower-case letters, digits, `.`, `_`, `-`"),
      z.discriminatedUnion("type", [openai, anthropic, openaiCompatible]),
    )
    .exactOptional(),
  /** Dollars per million tokens, by the whole name `provider/model`; wins over the built-in table. */
  prices: z.record(z.string().min(1), price).exactOptional(),
  /** Tokens of prompt and answer together, by the whole name; wins over the built-in table. */
  contextWindows: z.record(z.string().min(1), z.number().int().min(1024)).exactOptional(),
});

export type ModelsConfig = z.infer<typeof modelsConfig>;
export type ProviderConfig = NonNullable<ModelsConfig["providers"]>[string];
