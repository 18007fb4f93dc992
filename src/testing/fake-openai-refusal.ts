import type { HttpError, RecordedRequest } from "./model-server.ts";

/** An error as both of OpenAI's interfaces word it. */
export function openAiRefusal(status: number, message: string, code: string | null = null): HttpError {
  return { status, body: { error: { message, type: "invalid_request_error", param: null, code } } };
}

/** The refusal of a request that shows another key than `key`; any key is right when none is given. */
export function wrongKey(request: RecordedRequest, key: string | undefined): HttpError | undefined {
  const shown = request.headers["authorization"];
  if (key === undefined || shown === `Bearer ${key}`) return undefined;
  return openAiRefusal(401, `Incorrect API key provided: ${String(shown)}.`, "invalid_api_key");
}
