import { nearest } from "../core/nearest-name.ts";
import type { Ceiling } from "../core/policy/ceiling.ts";
import { isExactName } from "../core/policy/glob.ts";
import { clausesOf, matchingEntry } from "../core/policy/patterns.ts";
import { levelWithin } from "../core/policy/side-effect-level.ts";
import type { ToolAnnotations } from "../core/policy/tool-annotations.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { LegateError } from "../ports/failure.ts";
import type { Toolbox } from "../ports/toolbox.ts";

/** Throws `bad-input` for a tool that a caller names and nobody has; patterns may match nothing. */
export function refuseUnknownTools(toolbox: Toolbox, { tools = [], policy = {} }: SpawnInput): void {
  const known = toolbox.list().map(({ description }) => description.name);
  const constrained = (policy.argumentConstraints ?? []).map(({ tool }) => tool);
  const named = [...tools, ...clausesOf(policy.tools ?? "any").flat(), ...constrained].filter(isExactName);
  const unknown = [...new Set(named)].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const meant = unknown.flatMap((name) => nearest(name, known) ?? []);
  const hint = meant.length === 0 ? "" : ` Did you mean ${meant.join(", ")}?`;
  const message = `There is no tool ${unknown.join(", ")}.${hint} The tools are: ${known.join(", ")}.`;
  throw new LegateError("bad-input", message, { details: { unknown } });
}

/**
 * What the model is shown: the tools asked for, by default all that the ceiling allows. Throws `denied`
 * for one that was asked for and is beyond it. A worker without a workspace gets none unasked.
 */
export function offeredTools(toolbox: Toolbox, input: SpawnInput, { use }: Ceiling): readonly string[] {
  const allowed = toolbox
    .list()
    .filter(({ description, annotations }) => {
      const named = matchingEntry(use.tools, description.name) !== undefined;
      const possible = use.delegation.maxDepth !== 0 || !isForDelegation(annotations);
      return named && possible && levelWithin(annotations.sideEffects, use.sideEffects);
    })
    .map(({ description }) => description.name);
  if (input.tools === undefined) return input.workspace === undefined ? [] : allowed;
  const beyond = input.tools.filter((name) => !allowed.includes(name));
  if (beyond.length === 0) return [...new Set(input.tools)];
  const message = `The ceiling of this worker (side effects up to ${use.sideEffects}) does not allow: ${beyond.join(", ")}. Take a wider preset or policy, or leave the tools out.`;
  throw new LegateError("denied", message, { details: { missing: beyond } });
}

/** What the delegation tools say of themselves; useless to a worker that may have no workers. */
function isForDelegation({ capabilities }: ToolAnnotations): boolean {
  return Object.hasOwn(capabilities, "worker");
}
