import { nearest } from "../../core/nearest-name.ts";
import { LegateError } from "../../ports/failure.ts";
import type { ModelsConfig, ProviderConfig } from "../../wire/models-config.ts";

/** Variables of the process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where one model is reached, and as whom. */
export interface Endpoint {
  /** The whole name, `provider/model`. */
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  readonly speaks: "openai-chat" | "openai-responses" | "anthropic" | "openai-compatible";
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a compatible server that wants none. */
  readonly key?: ApiKey;
}

export interface ApiKey {
  /** The environment variable it came from. */
  readonly variable: string;
  readonly value: string;
}

const COMPATIBLE_URL = "LEGATE_OPENAI_COMPATIBLE_BASE_URL";
const COMPATIBLE_KEY = "LEGATE_OPENAI_COMPATIBLE_API_KEY";

/**
 * The endpoint that a name means under this configuration and environment. Throws `unknown-model`
 * (with the providers there are, and the nearest one) or `model-key-missing` (with the variable to set).
 */
export function endpointOf(name: string, config: ModelsConfig, env: Environment): Endpoint {
  const providers = knownProviders(config, env);
  const slash = name.indexOf("/");
  const provider = slash < 0 ? name : name.slice(0, slash);
  const model = slash < 0 ? "" : name.slice(slash + 1);
  const found = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (model === "" || found === undefined) throw unknownModel(name, provider, Object.keys(providers));
  return { name, provider, model, ...connection(name, found, env) };
}

/** Everybody has OpenAI and Anthropic; one compatible server can be named by the environment alone. */
function knownProviders(config: ModelsConfig, env: Environment): Readonly<Record<string, ProviderConfig>> {
  const url = env[COMPATIBLE_URL];
  const compatible: Record<string, ProviderConfig> =
    url === undefined || url === ""
      ? {}
      : {
          "openai-compatible": {
            type: "openai-compatible",
            baseURL: url,
            ...(env[COMPATIBLE_KEY] ? { apiKeyEnv: COMPATIBLE_KEY } : {}),
          },
        };
  return { openai: { type: "openai" }, anthropic: { type: "anthropic" }, ...compatible, ...config.providers };
}

type Connection = Pick<Endpoint, "speaks" | "baseURL" | "headers" | "key">;

function connection(name: string, config: ProviderConfig, env: Environment): Connection {
  const headers = config.headers ?? {};
  switch (config.type) {
    case "openai": {
      const url = config.baseURL ?? (env["OPENAI_BASE_URL"] || undefined);
      // Servers that copy OpenAI speak chat completions for certain; OpenAI itself keeps a model's
      // reasoning between turns only in the responses API.
      const api = config.api ?? (url === undefined ? "responses" : "chat");
      const key = requiredKey(name, config.apiKeyEnv ?? "OPENAI_API_KEY", env);
      return { speaks: `openai-${api}`, baseURL: url ?? "https://api.openai.com/v1", headers, key };
    }
    case "anthropic": {
      const url = config.baseURL ?? (env["ANTHROPIC_BASE_URL"] || "https://api.anthropic.com");
      const key = requiredKey(name, config.apiKeyEnv ?? "ANTHROPIC_API_KEY", env);
      return { speaks: "anthropic", baseURL: withVersion(url), headers, key };
    }
    case "openai-compatible": {
      const key = config.apiKeyEnv === undefined ? {} : { key: requiredKey(name, config.apiKeyEnv, env) };
      return { speaks: "openai-compatible", baseURL: config.baseURL, headers, ...key };
    }
  }
}

/** Anthropic's own tools write the base URL without `/v1`; both forms are understood. */
function withVersion(url: string): string {
  const bare = url.replace(/\/+$/, "");
  return bare.endsWith("/v1") ? bare : `${bare}/v1`;
}

function requiredKey(name: string, variable: string, env: Environment): ApiKey {
  const value = env[variable]?.trim();
  if (value !== undefined && value !== "") return { variable, value };
  throw new LegateError(
    "model-key-missing",
    `Model "${name}" needs a key in the environment variable ${variable}, which is not set. Set it (export ${variable}=…) where Legate runs, or name another variable as apiKeyEnv of this provider in the configuration.`,
    { details: { model: name, variable } },
  );
}

function unknownModel(name: string, provider: string, known: readonly string[]): LegateError {
  const hasProvider = name.includes("/") && provider !== "";
  const near = nearest(provider, known);
  const what =
    hasProvider && known.includes(provider)
      ? "names no model"
      : hasProvider
        ? `names the provider "${provider}", which is not known`
        : "names no provider";
  const hint = near === undefined || near === provider ? "" : ` Did you mean "${near}"?`;
  return new LegateError(
    "unknown-model",
    `Model "${name}" ${what}: write provider/model.${hint} Providers here: ${known.join(", ")} (more by configuration), or scripted:<absolute path>.`,
    { details: { model: name, providers: known, ...(near === undefined ? {} : { nearest: near }) } },
  );
}
