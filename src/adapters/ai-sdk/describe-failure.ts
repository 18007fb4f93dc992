import type { ModelFailure, ModelFailureClass } from "../../core/journal/model-failure.ts";
import type { Endpoint } from "./endpoint.ts";
import { failureClass } from "./failure-class.ts";
import { type ProviderError, readProviderError } from "./provider-error.ts";
import { withoutSecrets } from "./redact.ts";
import { retryAfterMs } from "./retry-after.ts";

const LONGEST_MESSAGE = 1_000;

/** Whatever a provider package threw or streamed, as the record keeps it: bounded, and without keys. */
export function describeFailure(thrown: unknown, endpoint: Endpoint, now: number): ModelFailure {
  const error = readProviderError(thrown);
  const kind = failureClass(error);
  const waitMs = retryAfterMs(error.headers, now);
  return {
    class: kind,
    message: messageOf(kind, error, endpoint),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

function messageOf(kind: ModelFailureClass, error: ProviderError, endpoint: Endpoint): string {
  const status = error.status === undefined ? "" : ` (HTTP ${error.status})`;
  const said = withoutSecrets(error.message, endpoint).slice(0, LONGEST_MESSAGE);
  return `${endpoint.name}: ${said}${status}${whatNow(kind, endpoint)}`;
}

function whatNow(kind: ModelFailureClass, endpoint: Endpoint): string {
  if (kind === "authentication") return `; check ${endpoint.key?.variable ?? "apiKeyEnv of this provider"}`;
  if (kind === "not-found") return `; check the model's name and the base URL (${hostOf(endpoint)})`;
  if (kind === "network") return `; host ${hostOf(endpoint)}`;
  return "";
}

/** Host and port only: a URL may carry a password or a key. */
function hostOf(endpoint: Endpoint): string {
  return URL.canParse(endpoint.baseURL) ? new URL(endpoint.baseURL).host : "unknown";
}
