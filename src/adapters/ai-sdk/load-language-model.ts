import type { Endpoint } from "./endpoint.ts";
import type { LanguageModel } from "./language-model.ts";

/**
 * Loads the provider's package, which nobody pays for before the first call, and makes its model.
 * Everything is passed explicitly, so no package looks into the process's environment by itself.
 */
export async function loadLanguageModel(endpoint: Endpoint): Promise<LanguageModel> {
  const { baseURL, model } = endpoint;
  const apiKey = endpoint.key?.value ?? "";
  const headers = { ...endpoint.headers };
  switch (endpoint.speaks) {
    case "openai-chat":
    case "openai-responses": {
      const { createOpenAI } = await import("@ai-sdk/openai");
      const provider = createOpenAI({ baseURL, apiKey, headers });
      return endpoint.speaks === "openai-chat" ? provider.chat(model) : provider.responses(model);
    }
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic({ baseURL, apiKey, headers })(model);
    }
    case "openai-compatible": {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      return createOpenAICompatible({
        name: endpoint.provider,
        baseURL,
        apiKey,
        headers,
        includeUsage: true,
      })(model);
    }
  }
}
