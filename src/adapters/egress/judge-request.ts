import type { Answer } from "./answer.ts";
import type { Credential } from "./credential.ts";
import { type Destination, endpointOf, readDestination } from "./destination.ts";
import type { RequestHead } from "./request-head.ts";

/** What a way out asks of a request. */
export interface RequestRules {
  readonly credential: Credential;
  /** `host:port`, in canonical form. */
  readonly endpoints: ReadonlySet<string>;
}

export type JudgedRequest =
  | { readonly allowed: true; readonly to: Destination; readonly target: string }
  | { readonly allowed: false; readonly target: string; readonly rule: string; readonly answer: Answer };

export const UNREADABLE = "(unreadable)";

/** May this request go out, as far as the request itself tells. */
export function judgeRequest(request: RequestHead, { credential, endpoints }: RequestRules): JudgedRequest {
  const { method, target: asked, authorization } = request;
  const to = method === "CONNECT" ? readDestination(asked) : undefined;
  const target = to === undefined ? UNREADABLE : endpointOf(to);
  const refused = (answer: Answer, rule: string) => ({ allowed: false, target, rule, answer }) as const;
  if (authorization === undefined) return refused("407 Proxy Authentication Required", "credential: absent");
  if (!credential.matches(authorization)) {
    return refused("407 Proxy Authentication Required", "credential: wrong");
  }
  if (method !== "CONNECT") return refused("405 Only CONNECT, for https", "request: not CONNECT");
  if (to === undefined) return refused("400 Not a host and port", "request: not a host and port");
  if (!endpoints.has(target)) return refused("403 Not declared by this command", "not declared");
  return { allowed: true, to, target };
}
