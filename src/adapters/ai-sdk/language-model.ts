import type { OpenAICompatibleProvider } from "@ai-sdk/openai-compatible";

/** One model of a provider package: version 4 of the interface that all AI SDK providers share. */
export type LanguageModel = ReturnType<OpenAICompatibleProvider["chatModel"]>;

export type CallOptions = Parameters<LanguageModel["doStream"]>[0];
export type Prompt = CallOptions["prompt"];
export type PromptMessage = Prompt[number];
export type ProviderOptions = NonNullable<CallOptions["providerOptions"]>;
export type FunctionTool = Extract<NonNullable<CallOptions["tools"]>[number], { type: "function" }>;

type Stream = Awaited<ReturnType<LanguageModel["doStream"]>>["stream"];
export type StreamPart = Stream extends ReadableStream<infer Part> ? Part : never;
export type Finish = Extract<StreamPart, { type: "finish" }>;
