import { z } from "zod";
import type { ArgumentConstraint, Capabilities } from "../../core/policy/capability-policy.ts";
import type { PolicyRequest } from "../../core/policy/policy-request.ts";
import type { AnnotationProposal } from "../../core/policy/raise-annotations.ts";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { pathFrom } from "../worker-draft.ts";
import type { PolicyPlace } from "./capability-policy.ts";
import { harnAnnotations, proposalFrom } from "./harn-annotations.ts";
import { harnExact, harnPattern } from "./harn-glob.ts";
import { type Parsed, type ParseProblem, parseWith } from "./parsed.ts";
import { eitherGlob, nameGlob } from "./pattern-fields.ts";

export interface HarnPolicy {
  readonly policy: PolicyRequest;
  /** By tool name; can only raise what the operator's registry says (`raiseAnnotations`). */
  readonly annotations: Readonly<Record<string, AnnotationProposal>>;
  /** One line for each thing that was empty or absent and therefore means everything. */
  readonly notes: readonly string[];
}

/**
 * A capability policy in Harn's shape, for input that says it is one (`format: harn`); never guessed.
 * There an empty or absent list means any, which becomes an explicit `"any"` and a note. Unknown
 * fields and levels are problems, unlike in Harn.
 */
export function parseHarnPolicy(value: unknown, place: PolicyPlace = {}): Parsed<HarnPolicy> {
  const parsed = parseWith(harnPolicy, value);
  if (!parsed.ok) return parsed;
  const problems = place.directory === undefined ? relativeRoots(parsed.value) : [];
  if (problems.length > 0) return { ok: false, problems };
  const notes: string[] = [];
  const policy = translate(parsed.value, place, notes);
  const proposals = Object.entries(parsed.value.tool_annotations ?? {});
  const annotations = Object.fromEntries(proposals.map(([tool, one]) => [tool, proposalFrom(one)]));
  return { ok: true, value: { policy, annotations, notes } };
}

const constraint = z.strictObject({
  tool: nameGlob,
  arg_patterns: z.array(eitherGlob).default([]),
  arg_key: z.string().min(1).nullish(),
});

const harnPolicy = z.strictObject({
  tools: z.array(z.string().min(1)).exactOptional(),
  capabilities: z.record(z.string().min(1), z.array(z.string().min(1))).exactOptional(),
  workspace_roots: z.array(z.string().min(1)).exactOptional(),
  side_effect_level: z.enum(SIDE_EFFECT_LEVELS).nullish(),
  recursion_limit: z.int().nonnegative().nullish(),
  tool_arg_constraints: z.array(constraint).exactOptional(),
  tool_annotations: harnAnnotations.exactOptional(),
});

type HarnFields = z.infer<typeof harnPolicy>;

function translate(harn: HarnFields, { directory }: PolicyPlace, notes: string[]): PolicyRequest {
  const roots = orAny("workspace_roots", harn.workspace_roots, notes);
  const tools = orAny("tools", harn.tools, notes);
  if (harn.side_effect_level == null) notes.push("side_effect_level is absent: any level");
  if (harn.recursion_limit == null) notes.push("recursion_limit is absent: any depth");
  return {
    tools: tools === "any" ? "any" : tools.map(harnExact),
    capabilities: translateCapabilities(harn.capabilities, notes),
    workspaceRoots: roots === "any" ? "any" : roots.map((root) => pathFrom(directory ?? "/", root)),
    ...(harn.side_effect_level == null ? {} : { sideEffects: harn.side_effect_level }),
    ...(harn.recursion_limit == null ? {} : { delegation: { maxDepth: harn.recursion_limit } }),
    argumentConstraints: (harn.tool_arg_constraints ?? []).flatMap((one) => translateConstraint(one, notes)),
  };
}

/** Without a folder to start from nobody can say where these are. */
function relativeRoots({ workspace_roots = [] }: HarnFields): readonly ParseProblem[] {
  return workspace_roots.flatMap((root, index) =>
    root.startsWith("/") ? [] : [{ path: ["workspace_roots", index], message: `"${root}" is not absolute` }],
  );
}

function orAny(
  name: string,
  list: readonly string[] | undefined,
  notes: string[],
): "any" | readonly string[] {
  if (list !== undefined && list.length > 0) return list;
  notes.push(`${name} is ${list === undefined ? "absent" : "empty"}: any`);
  return "any";
}

function translateCapabilities(harn: HarnFields["capabilities"], notes: string[]): Capabilities {
  const entries = Object.entries(harn ?? {});
  if (entries.length === 0) {
    notes.push(`capabilities is ${harn === undefined ? "absent" : "empty"}: any`);
    return "any";
  }
  return Object.fromEntries(
    entries.map(([name, operations]) => [name, orAny(`capabilities.${name}`, operations, notes)]),
  );
}

function translateConstraint(
  { tool, arg_patterns, arg_key }: z.infer<typeof constraint>,
  notes: string[],
): readonly ArgumentConstraint[] {
  if (arg_patterns.length === 0) {
    notes.push(`tool_arg_constraints for ${tool} has no arg_patterns: any value`);
    return [];
  }
  const patterns = arg_patterns.map(harnPattern);
  return [arg_key == null ? { tool, patterns } : { tool, argument: arg_key, patterns }];
}
