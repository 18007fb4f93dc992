import type { ModelFailureClass } from "../../core/journal/model-failure.ts";
import { isContextOverflow } from "./context-overflow.ts";
import type { ProviderError } from "./provider-error.ts";

/** What can be done about an error: its own labels say most, its status more, the connection the rest. */
export function failureClass(error: ProviderError): ModelFailureClass {
  if (isContextOverflow(error)) return "context-overflow";
  return (
    byLabel(error.labels) ??
    byStatus(error.status) ??
    vague(error.labels) ??
    byConnection(error) ??
    byName(error)
  );
}

const LABELS: Readonly<Record<string, ModelFailureClass>> = {
  // An account without money does not get better by waiting, though it comes as 429.
  insufficient_quota: "authentication",
  billing_error: "authentication",
  authentication_error: "authentication",
  invalid_api_key: "authentication",
  permission_error: "authentication",
  rate_limit_error: "rate-limited",
  rate_limit_exceeded: "rate-limited",
  overloaded_error: "overloaded",
  server_is_overloaded: "overloaded",
  api_error: "server-error",
  server_error: "server-error",
  timeout_error: "timed-out",
  not_found_error: "not-found",
  model_not_found: "not-found",
  content_filter: "content-filter",
  content_policy_violation: "content-filter",
};

function byLabel(labels: readonly string[]): ModelFailureClass | undefined {
  const known = Object.keys(LABELS).find((one) => labels.includes(one));
  return known === undefined ? undefined : LABELS[known];
}

/** OpenAI gives this type to nearly everything, a wrong key included; it counts when nothing else is known. */
function vague(labels: readonly string[]): ModelFailureClass | undefined {
  return labels.includes("invalid_request_error") ? "bad-request" : undefined;
}

const STATUSES: Readonly<Record<number, ModelFailureClass>> = {
  401: "authentication",
  402: "authentication",
  403: "authentication",
  404: "not-found",
  408: "timed-out",
  409: "server-error",
  429: "rate-limited",
  503: "overloaded",
  529: "overloaded",
};

function byStatus(status: number | undefined): ModelFailureClass | undefined {
  if (status === undefined) return undefined;
  return STATUSES[status] ?? (status >= 500 ? "server-error" : "bad-request");
}

const BROKEN = /^(E[A-Z]+|UND_ERR_[A-Z_]+|Connection\w+|FailedToOpenSocket|ERR_SSL_\w+)$/;
const BROKEN_WORDS =
  /fetch failed|cannot connect|terminated|socket hang up|other side closed|without a finish reason|empty response body/i;

function byConnection({ causeCodes, message }: ProviderError): ModelFailureClass | undefined {
  return causeCodes.some((code) => BROKEN.test(code)) || BROKEN_WORDS.test(message) ? "network" : undefined;
}

const NAMES: Readonly<Record<string, ModelFailureClass>> = {
  AI_APICallError: "bad-response", // without an error status: a success that could not be read
  AI_JSONParseError: "bad-response",
  AI_TypeValidationError: "bad-response",
  AI_InvalidResponseDataError: "bad-response",
  AI_LoadAPIKeyError: "authentication",
  AI_InvalidArgumentError: "bad-request",
  AI_InvalidPromptError: "bad-request",
  AI_UnsupportedFunctionalityError: "bad-request",
};

function byName({ name }: ProviderError): ModelFailureClass {
  return NAMES[name] ?? "unknown";
}
