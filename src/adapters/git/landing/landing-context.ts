import type { Person } from "../../../core/landing/landing.ts";
import type { FoundRepository } from "../find-repository.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { type ConfigHome, checkedPerson, configuredIdentity, nobodyConfigured } from "./identity.ts";

export interface LandingContext extends Pick<WorkspacesContext, "layout" | "sandbox" | "now"> {
  readonly configHome: ConfigHome;
}

/** Who commits: whom the request names, else whom git is configured with. Rejects with `bad-input` when nobody is. */
export async function committerFor(
  context: LandingContext,
  found: FoundRepository,
  asked: Person | undefined,
  signal: AbortSignal | undefined,
): Promise<Person> {
  if (asked !== undefined) return checkedPerson(asked);
  const configured = await configuredIdentity(context, found, context.configHome, signal);
  if (configured === undefined) throw nobodyConfigured();
  return configured;
}
