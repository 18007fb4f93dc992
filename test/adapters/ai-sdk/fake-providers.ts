import { createAiSdkModels } from "../../../src/adapters/ai-sdk/ai-sdk-models.ts";
import type { ModelFailure } from "../../../src/core/journal/model-failure.ts";
import {
  type Model,
  ModelError,
  type ModelPart,
  type ModelRequest,
  type ModelStep,
} from "../../../src/ports/model.ts";
import { startFakeAnthropic } from "../../../src/testing/fake-anthropic.ts";
import { startFakeOpenAi } from "../../../src/testing/fake-openai.ts";
import { startFakeOpenAiResponses } from "../../../src/testing/fake-openai-responses.ts";
import type { ModelReply } from "../../../src/testing/model-reply.ts";
import type { ModelServer } from "../../../src/testing/model-server.ts";

export const KEY = "sk-secret-0123456789";
export const NOW = Date.parse("2026-11-22T12:00:00Z");
const env = { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: KEY, LOCAL_KEY: KEY };

/** One wire format: its fake server, and a model on it. */
export interface FakeProvider {
  readonly title: string;
  readonly start: (replies: readonly ModelReply[]) => Promise<ModelServer>;
  readonly model: (origin: string) => Promise<Model>;
  /** The body of an error as this provider words it. */
  readonly error: (type: string, message: string) => unknown;
}

const openAiError = (type: string, message: string) => ({
  error: { message, type, param: null, code: type },
});

export const OPENAI: FakeProvider = {
  title: "openai (chat completions)",
  start: (replies) => startFakeOpenAi(replies, { key: KEY }),
  model: (origin) =>
    createAiSdkModels({
      config: { providers: { openai: { type: "openai", baseURL: `${origin}/v1` } } },
      env,
      now: () => NOW,
    }).resolve("openai/gpt-test"),
  error: openAiError,
};

export const COMPATIBLE: FakeProvider = {
  title: "openai-compatible",
  start: (replies) => startFakeOpenAi(replies, { key: KEY }),
  model: (origin) =>
    createAiSdkModels({
      config: {
        providers: { local: { type: "openai-compatible", baseURL: `${origin}/v1`, apiKeyEnv: "LOCAL_KEY" } },
      },
      env,
      now: () => NOW,
    }).resolve("local/qwen/qwen3"),
  error: openAiError,
};

export const ANTHROPIC: FakeProvider = {
  title: "anthropic",
  start: (replies) => startFakeAnthropic(replies, { key: KEY }),
  model: (origin) =>
    createAiSdkModels({
      config: { providers: { anthropic: { type: "anthropic", baseURL: origin } } },
      env,
      now: () => NOW,
    }).resolve("anthropic/claude-test"),
  error: (type, message) => ({ type: "error", error: { type, message } }),
};

/** `gpt-5…`, because the package keeps reasoning only for names it knows to reason. */
export const RESPONSES: FakeProvider = {
  title: "openai (responses)",
  start: (replies) => startFakeOpenAiResponses(replies, { key: KEY }),
  model: (origin) =>
    createAiSdkModels({
      config: { providers: { openai: { type: "openai", baseURL: `${origin}/v1`, api: "responses" } } },
      env,
      now: () => NOW,
    }).resolve("openai/gpt-5-test"),
  error: openAiError,
};

export const PROVIDERS = [OPENAI, RESPONSES, COMPATIBLE, ANTHROPIC];

export const TOOLS = ["read_file", "edit_file"].map((name) => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: "object", properties: { path: { type: "string" } }, additionalProperties: false },
}));

export function request(change: Partial<ModelRequest> = {}): ModelRequest {
  return {
    system: "You code.",
    messages: [{ role: "user", text: "Fix it." }],
    tools: TOOLS,
    settings: {},
    turn: 1,
    attempt: 1,
    ...change,
  };
}

export async function collected(
  model: Model,
  asked: ModelRequest,
  signal: AbortSignal = new AbortController().signal,
) {
  const parts: ModelPart[] = [];
  for await (const part of model.step(asked, { signal })) parts.push(part);
  return parts;
}

export async function stepOf(model: Model, asked: ModelRequest = request()): Promise<ModelStep> {
  const last = (await collected(model, asked)).at(-1);
  if (last?.type !== "finished") throw new Error("did not finish");
  return last.step;
}

export async function failureOf(provider: FakeProvider, reply: ModelReply): Promise<ModelFailure> {
  await using server = await provider.start([reply]);
  const model = await provider.model(server.origin);
  const caught: unknown = await stepOf(model).catch((error: unknown) => error);
  if (!(caught instanceof ModelError))
    throw new Error(`no ModelError but ${JSON.stringify(caught)} ${String(caught)}`);
  return caught.failure;
}
