import type { CallFacts } from "../core/policy/call-facts.ts";
import type { Worker } from "../core/worker/worker.ts";

/**
 * Secrets are given to a worker by name, by whoever spawned it; no preset and no rule gives one. The rule and the
 * reason when a call names another.
 */
export function refusedSecret(
  { request }: Worker,
  { secrets = [] }: CallFacts,
): { readonly rule: string; readonly reason: string } | undefined {
  const secret = secrets.find((name) => request.secrets?.includes(name) !== true);
  if (secret === undefined) return undefined;
  return { rule: `secrets: ${secret}`, reason: `the secret ${secret} was not given to this worker` };
}
