import type { Price } from "../../core/usage/cost.ts";
import type { Model, Models } from "../../ports/model.ts";
import type { ModelsConfig } from "../../wire/models-config.ts";
import { type Endpoint, type Environment, endpointOf } from "./endpoint.ts";
import { loadLanguageModel } from "./load-language-model.ts";
import { streamStep } from "./stream-step.ts";

export interface AiSdkModelsOptions {
  readonly config: ModelsConfig;
  readonly env: Environment;
  /** @default nobody knows a price but the configuration */
  readonly priceOf?: (name: string) => Price | undefined;
  /** @default nobody knows a context window but the configuration */
  readonly windowOf?: (name: string) => number | undefined;
  /** Milliseconds since 1970, to read dates in `Retry-After`. @default the machine's clock */
  readonly now?: () => number;
}

/**
 * Models named `provider/model`, reached over the network through the AI SDK's provider packages:
 * OpenAI, Anthropic, and any server that speaks OpenAI's chat completions.
 *
 * `resolve` only looks at the configuration and the environment. A provider's package is loaded by
 * the first `step`.
 */
export function createAiSdkModels(options: AiSdkModelsOptions): Models {
  return { resolve: async (name) => remoteModel(endpointOf(name, options.config, options.env), options) };
}

function remoteModel(endpoint: Endpoint, options: AiSdkModelsOptions): Model {
  const price = options.config.prices?.[endpoint.name] ?? options.priceOf?.(endpoint.name);
  const contextWindow = options.config.contextWindows?.[endpoint.name] ?? options.windowOf?.(endpoint.name);
  const now = options.now ?? Date.now;
  let loading: ReturnType<typeof loadLanguageModel> | undefined;
  const load = () => {
    loading ??= loadLanguageModel(endpoint);
    return loading;
  };
  return {
    name: endpoint.name,
    ...(price === undefined ? {} : { price }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    step: (request, { signal }) => streamStep({ endpoint, load, request, signal, now }),
  };
}
