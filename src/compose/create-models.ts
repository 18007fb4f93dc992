import { createAiSdkModels } from "../adapters/ai-sdk/ai-sdk-models.ts";
import type { Environment } from "../adapters/ai-sdk/endpoint.ts";
import { listedWindow, listPrice } from "../adapters/prices/price-table.ts";
import { createScriptedModels, SCRIPTED_PREFIX } from "../adapters/scripted/scripted-models.ts";
import type { Models } from "../ports/model.ts";
import type { ModelsConfig } from "../wire/models-config.ts";

export interface CreateModelsOptions {
  /** @default no providers but those everybody has */
  readonly config?: ModelsConfig;
  /** Where keys and base URLs are looked up, usually `process.env`. */
  readonly env: Environment;
  /** What `scripted:` names mean. @default the files they name */
  readonly scripted?: Models;
}

/** Every model a person can name: `scripted:<absolute path>`, or `provider/model`. */
export function createModels({
  config = {},
  env,
  scripted = createScriptedModels(),
}: CreateModelsOptions): Models {
  const remote = createAiSdkModels({ config, env, priceOf: listPrice, windowOf: listedWindow });
  return { resolve: (name) => (name.startsWith(SCRIPTED_PREFIX) ? scripted : remote).resolve(name) };
}
