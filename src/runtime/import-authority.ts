import type { Ceiling } from "../core/policy/ceiling.ts";
import { meetCeilings } from "../core/policy/meet-ceilings.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";
import { sandboxUnavailable } from "../ports/sandbox-refusal.ts";
import { offeredTools } from "./offered-tools.ts";
import { authorityOf, isEnforced, type SpawnDefaults } from "./resolve-request.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** What the operator gives who imports. @default the default preset for the kind of workspace */
export type GivenAuthority = Pick<SpawnInput, "preset" | "policy" | "approvals">;

export interface ImportAuthority {
  readonly ceiling: Ceiling;
  /** Those of the worker's tools that are here and within the ceiling. */
  readonly tools: readonly string[];
  readonly notes: readonly string[];
}

/**
 * What an imported worker may do: the ceiling that its file claims, met with what is given here. Rejects
 * with `sandbox-unavailable` when it could act and nothing would confine it.
 */
export async function importAuthority(
  { sandbox, toolbox }: RuntimePorts,
  claimed: Ceiling,
  tools: readonly string[],
  spec: WorkspaceSpec,
  given: GivenAuthority,
  defaults: SpawnDefaults,
): Promise<ImportAuthority> {
  const report = await sandbox.report();
  const here = authorityOf(given, spec, defaults, isEnforced(report));
  const ceiling = meetCeilings(here.ceiling, claimed);
  const offered = offeredTools(toolbox, { task: "", workspace: spec }, ceiling);
  const kept = tools.filter((name) => offered.includes(name));
  if (kept.length > 0 && !isEnforced(report)) throw sandboxUnavailable(report);
  const gone = tools.filter((name) => !offered.includes(name));
  return {
    ceiling,
    tools: kept,
    notes: [
      `it may do what its file claims and ${given.policy === undefined ? `the preset ${here.preset}` : "the policy given"} allows, whichever is less`,
      ...(gone.length > 0 ? [`tools that it had and has no more here: ${gone.join(", ")}`] : []),
    ],
  };
}
