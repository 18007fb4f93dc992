import { describe, expect, test } from "vitest";
import { type Environment, endpointOf } from "../../../src/adapters/ai-sdk/endpoint.ts";
import { isFailure, type LegateError } from "../../../src/ports/failure.ts";
import type { ModelsConfig } from "../../../src/wire/models-config.ts";

const env = { OPENAI_API_KEY: "sk-o", ANTHROPIC_API_KEY: "sk-a" };

function refusal(name: string, config: ModelsConfig = {}, environment: Environment = env): LegateError {
  try {
    endpointOf(name, config, environment);
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}

describe("the name of a model", () => {
  test("is its provider and the provider's own name for it, slashes included", () => {
    const providers = { router: { type: "openai-compatible", baseURL: "http://127.0.0.1:1/v1" } } as const;
    expect(endpointOf("router/qwen/qwen3:free", { providers }, {})).toEqual({
      name: "router/qwen/qwen3:free",
      provider: "router",
      model: "qwen/qwen3:free",
      speaks: "openai-compatible",
      baseURL: "http://127.0.0.1:1/v1",
      headers: {},
    });
  });

  test.each([
    ["gpt-5", "names no provider"],
    ["", "names no provider"],
    ["/gpt-5", "names no provider"],
    ["openai/", "names no model"],
    [
      "opnai/gpt-5",
      'names the provider "opnai", which is not known: write provider/model. Did you mean "openai"?',
    ],
    ["constructor/x", 'names the provider "constructor", which is not known'],
  ])("%j is refused, with the providers there are", (name, reason) => {
    const error = refusal(name);
    expect(error.code).toBe("unknown-model");
    expect(error.message).toContain(reason);
    expect(error.message).toContain("Providers here: openai, anthropic");
  });

  test.each([
    ["openai/gpt-5", {}, "OPENAI_API_KEY"],
    ["anthropic/claude", {}, "ANTHROPIC_API_KEY"],
    ["openai/gpt-5", { providers: { openai: { type: "openai", apiKeyEnv: "MY_KEY" } } }, "MY_KEY"],
    [
      "x/m",
      { providers: { x: { type: "openai-compatible", baseURL: "http://h/v1", apiKeyEnv: "X_KEY" } } },
      "X_KEY",
    ],
  ] satisfies [string, ModelsConfig, string][])(
    "%s without its key names the variable to set",
    (name, config, variable) => {
      for (const environment of [{}, { [variable]: "" }, { [variable]: "  " }]) {
        const error = refusal(name, config, environment);
        expect(error.code).toBe("model-key-missing");
        expect(error.message).toContain(`export ${variable}=`);
        expect(error.details).toEqual({ model: name, variable });
      }
    },
  );

  test("reaches OpenAI itself by the responses API, and whoever copies it by chat completions", () => {
    expect(endpointOf("openai/m", {}, env)).toMatchObject({
      speaks: "openai-responses",
      baseURL: "https://api.openai.com/v1",
    });
    const copied = { ...env, OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };
    expect(endpointOf("openai/m", {}, copied)).toMatchObject({
      speaks: "openai-chat",
      baseURL: "http://127.0.0.1:1/v1",
    });
    const asked: ModelsConfig = { providers: { openai: { type: "openai", api: "chat" } } };
    expect(endpointOf("openai/m", asked, env)).toMatchObject({ speaks: "openai-chat" });
  });

  test("takes the base URL of the configuration before that of the environment", () => {
    const environment = { ...env, ANTHROPIC_BASE_URL: "http://env" };
    expect(endpointOf("anthropic/m", {}, environment).baseURL).toBe("http://env/v1");
    const config: ModelsConfig = {
      providers: { anthropic: { type: "anthropic", baseURL: "http://config/v1/" } },
    };
    expect(endpointOf("anthropic/m", config, environment).baseURL).toBe("http://config/v1");
  });

  test("can name one compatible server that only the environment knows", () => {
    const environment = { LEGATE_OPENAI_COMPATIBLE_BASE_URL: "http://127.0.0.1:11434/v1" };
    expect(endpointOf("openai-compatible/qwen3", {}, environment)).not.toHaveProperty("key");
    const withKey = { ...environment, LEGATE_OPENAI_COMPATIBLE_API_KEY: "k" };
    expect(endpointOf("openai-compatible/qwen3", {}, withKey)).toMatchObject({ key: { value: "k" } });
    expect(refusal("openai-compatible/qwen3").code).toBe("unknown-model");
  });
});
