import type { ProviderError } from "./provider-error.ts";

/**
 * Whether the prompt was too long for the model. OpenAI has a code for it; the others have only their
 * sentences, so a new server's wording needs a new line here (until then it is a `bad-request`).
 */
export function isContextOverflow({ status, labels, text }: ProviderError): boolean {
  if (status !== undefined && !MAY_MEAN_OVERFLOW.includes(status)) return false;
  return (
    status === 413 || labels.some((one) => CODES.includes(one)) || SENTENCES.some((one) => one.test(text))
  );
}

/** Not 429: "request too large for your tokens per minute" passes with time. */
const MAY_MEAN_OVERFLOW: readonly number[] = [400, 413, 422, 500];

const CODES: readonly string[] = [
  "context_length_exceeded",
  "exceed_context_size_error",
  "request_too_large",
];

const SENTENCES: readonly RegExp[] = [
  /prompt is too long/i, // Anthropic
  /input length and `?max_tokens`? exceed context limit/i, // Anthropic
  /maximum context length/i, // OpenAI chat, vLLM, many gateways
  /exceeds? the (model's |available )?(maximum )?context (window|size|length)/i, // OpenAI responses, llama.cpp
  /exceeds the limit of \d+ tokens|maximum prompt length is \d+/i, // xAI and others
  /input token count.{0,40}exceeds the maximum/i, // Gemini behind a compatible endpoint
  /greater than the context length|context (length|window) exceeded/i, // LM Studio and others
  /reduce the length of the messages/i, // Groq and others
];
