import { describe, expect, test } from "vitest";
import { createAiSdkModels } from "../../../src/adapters/ai-sdk/ai-sdk-models.ts";
import { callOptions } from "../../../src/adapters/ai-sdk/call-options.ts";
import { endpointOf } from "../../../src/adapters/ai-sdk/endpoint.ts";
import { loadLanguageModel } from "../../../src/adapters/ai-sdk/load-language-model.ts";
import { ModelError } from "../../../src/ports/model.ts";
import {
  ANTHROPIC,
  COMPATIBLE,
  failureOf,
  KEY,
  NOW,
  OPENAI,
  PROVIDERS,
  request,
  stepOf,
} from "./fake-providers.ts";

describe.each(PROVIDERS)("an error of $title", (provider) => {
  test.each([
    [400, "bad-request"],
    [401, "authentication"],
    [402, "authentication"],
    [403, "authentication"],
    [404, "not-found"],
    [408, "timed-out"],
    [413, "context-overflow"],
    [422, "bad-request"],
    [429, "rate-limited"],
    [500, "server-error"],
    [502, "server-error"],
    [503, "overloaded"],
    [529, "overloaded"],
  ])("with status %i is %s", async (status, expected) => {
    const failure = await failureOf(provider, { status, body: provider.error("", "no luck today") });
    expect(failure).toMatchObject({ class: expected, status });
    expect(failure.message).toContain("no luck today");
  });

  test.each([
    ["retry-after", "7", 7000],
    ["retry-after", "0.25", 250],
    ["retry-after-ms", "120", 120],
    ["retry-after", new Date(NOW + 90_000).toUTCString(), 90_000],
    ["retry-after", new Date(NOW - 90_000).toUTCString(), 0],
    ["retry-after", "soon", undefined],
    ["retry-after", "-1", undefined],
  ])("passes on how long to wait (%s: %s)", async (header, value, expected) => {
    const failure = await failureOf(provider, {
      status: 429,
      headers: { [header]: value },
      body: provider.error("", "slow"),
    });
    expect(failure.retryAfterMs).toBe(expected);
  });

  test("whose body is not what it should be is told by its status", async () => {
    const failure = await failureOf(provider, { status: 502, body: "<html>Bad gateway</html>" });
    expect(failure).toMatchObject({ class: "server-error", status: 502 });
  });

  test("never shows the key, even when the provider repeats it", async () => {
    const failure = await failureOf(provider, {
      status: 401,
      body: provider.error("", `Incorrect API key: ${KEY}.`),
    });
    expect(failure.message).not.toContain(KEY);
    expect(failure.message).toMatch(/Incorrect API key: \{\{secret:\w+_KEY\}\}/);
  });

  test("is thrown without a cause, which would hold the whole request", async () => {
    await using server = await provider.start([{ status: 400, body: provider.error("", "no") }]);
    const caught = await stepOf(await provider.model(server.origin)).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(ModelError);
    expect(caught).not.toHaveProperty("cause");
  });

  test("in the middle of the answer is told like one at its start", async () => {
    const overloaded = provider === ANTHROPIC ? "overloaded_error" : "server_error";
    const failure = await failureOf(provider, {
      text: "I was just",
      streamedError: { type: overloaded, message: "too busy" },
    });
    expect(failure.class).toBe(provider === ANTHROPIC ? "overloaded" : "server-error");
    expect(failure.message).toContain("too busy");
  });

  test("that comes first in the stream is told as well", async () => {
    const failure = await failureOf(provider, {
      streamedError: { type: "rate_limit_error", message: "slow down" },
    });
    expect(failure.class).toBe("rate-limited");
  });

  test.each([0, 1, 4, 6])(
    "that breaks the connection after %i events is one of the network",
    async (cutAfter) => {
      const failure = await failureOf(provider, { text: "I was just about to say", cutAfter });
      expect(failure.class).toBe("network");
    },
  );

  test.each([0, 1, 4])(
    "that ends the answer after %i events, without finishing it, is one of the network",
    async (cutAfter) => {
      const failure = await failureOf(provider, {
        text: "I was just about to say",
        cutAfter,
        cut: "politely",
      });
      expect(failure.class).toBe("network");
    },
  );

  test("that nobody listens at the address is one of the network, and says which host", async () => {
    const server = await provider.start([]);
    const model = await provider.model(server.origin);
    await server.close();
    const caught = await stepOf(model).catch((error: unknown) => error);
    expect(caught).toMatchObject({ failure: { class: "network" } });
    expect(String(caught)).toContain(new URL(server.origin).host);
  });
});

describe("too long a prompt is recognised", () => {
  test.each([
    ["OpenAI", OPENAI, 400, OPENAI.error("context_length_exceeded", "Your input is too big.")],
    [
      "OpenAI's sentence",
      OPENAI,
      400,
      OPENAI.error(
        "",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 140000 tokens.",
      ),
    ],
    [
      "Anthropic",
      ANTHROPIC,
      400,
      ANTHROPIC.error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    ],
    [
      "Anthropic with the output",
      ANTHROPIC,
      400,
      ANTHROPIC.error(
        "invalid_request_error",
        "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000",
      ),
    ],
    [
      "Anthropic's size in bytes",
      ANTHROPIC,
      413,
      ANTHROPIC.error("request_too_large", "Request exceeds the maximum size"),
    ],
    [
      "llama.cpp",
      COMPATIBLE,
      400,
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size, try increasing it",
          type: "exceed_context_size_error",
        },
      },
    ],
    [
      "vLLM",
      COMPATIBLE,
      400,
      {
        error: {
          message: "This model's maximum context length is 4096 tokens.",
          type: "BadRequestError",
          code: 400,
        },
      },
    ],
    [
      "LM Studio",
      COMPATIBLE,
      400,
      {
        error: {
          message: "The number of tokens to keep from the initial prompt is greater than the context length.",
          type: "x",
          code: null,
        },
      },
    ],
  ])("from %s", async (_who, provider, status, body) => {
    expect((await failureOf(provider, { status, body })).class).toBe("context-overflow");
  });

  test("in the middle of a stream", async () => {
    const streamedError = {
      type: "invalid_request_error",
      code: "context_length_exceeded",
      message: "too long",
    };
    expect((await failureOf(OPENAI, { streamedError })).class).toBe("context-overflow");
    expect((await failureOf(COMPATIBLE, { streamedError })).class).toBe("context-overflow");
  });

  test("but a rate limit that speaks of tokens stays a rate limit", async () => {
    const body = OPENAI.error(
      "rate_limit_exceeded",
      "Request too large: maximum context length of your tokens per minute",
    );
    expect((await failureOf(OPENAI, { status: 429, body })).class).toBe("rate-limited");
  });
});

test("without our care the key would be shown: the package repeats what the provider said", async () => {
  await using server = await OPENAI.start([
    { status: 401, body: OPENAI.error("", `Incorrect API key: ${KEY}.`) },
  ]);
  const config = { providers: { openai: { type: "openai", baseURL: `${server.origin}/v1` } } } as const;
  const endpoint = endpointOf("openai/m", config, { OPENAI_API_KEY: KEY });
  const model = await loadLanguageModel(endpoint);
  const caught = await Promise.resolve(model.doStream(callOptions(request(), endpoint))).catch(
    (error: unknown) => error,
  );
  expect(String(caught)).toContain(KEY);
});

test("an account without money is final, though it comes as 429", async () => {
  const body = OPENAI.error("insufficient_quota", "You exceeded your current quota.");
  expect(await failureOf(OPENAI, { status: 429, body })).toMatchObject({
    class: "authentication",
    status: 429,
  });
});

test("the values of configured headers are kept out of messages like the key", async () => {
  await using server = await COMPATIBLE.start([]);
  const providers = {
    local: {
      type: "openai-compatible",
      baseURL: `${server.origin}/v1`,
      headers: { authorization: "Token abcdef-42" },
    },
  } as const;
  const model = await createAiSdkModels({ config: { providers }, env: {} }).resolve("local/m");
  const caught = await stepOf(model).catch((error: unknown) => error);
  expect(String(caught)).toContain("Incorrect API key provided: {{secret:authorization}}");
});
