import { verifyInstruction } from "../core/evidence/verify-instruction.ts";
import { type ApprovalPolicy, ASK_ABOVE_READING } from "../core/policy/approval-policy.ts";
import { type CapabilityPolicy, type DelegationLimits, TOP } from "../core/policy/capability-policy.ts";
import { type Ceiling, completed, rootCeiling } from "../core/policy/ceiling.ts";
import { exceeding } from "../core/policy/exceeding.ts";
import { narrow } from "../core/policy/narrow.ts";
import {
  defaultPreset,
  narrowerPreset,
  type PresetChoice,
  type PresetName,
  preset,
} from "../core/policy/presets.ts";
import type { CompactionPolicy } from "../core/transcript/compaction-policy.ts";
import { whyNoVariable } from "../core/worker/command-environment.ts";
import { COMMAND_LIMITS, type CommandLimits, lowestLimits } from "../core/worker/command-limits.ts";
import { DEFAULT_LIMITS, type WorkerLimits, type WorkerRequest } from "../core/worker/request.ts";
import { NO_STAGE_RETRY } from "../core/worker/retry.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { NO_MODEL, namedModel } from "../core/workflow/agents-in.ts";
import { isLinked, whyNotLinked } from "../core/workspace/linked.ts";
import { callersFolder, placeKind, type WorkspaceSpec } from "../core/workspace/workspace.ts";
import { LegateError } from "../ports/failure.ts";
import type { SandboxReport } from "../ports/sandbox.ts";
import { sandboxUnavailable } from "../ports/sandbox-refusal.ts";
import { checkedPlace } from "./checked-place.ts";
import { compactionFor } from "./compaction-for.ts";
import { givenArtifacts } from "./given-artifacts.ts";
import { nameFrom } from "./name-from.ts";
import { offeredTools, refuseUnknownTools } from "./offered-tools.ts";
import { priceFor } from "./price-for.ts";
import type { RuntimePorts } from "./runtime-ports.ts";
import { systemPrompt, toldSecrets } from "./standing-instructions.ts";
import { ceilingWithin } from "./workflow/ceiling-within.ts";
import { preflight } from "./workflow/preflight.ts";
import { resolveWorkflow } from "./workflow/resolve-workflow.ts";

/** What the operator's configuration says where a caller is silent. */
export interface SpawnDefaults {
  readonly model?: string;
  readonly preset?: PresetName;
  /** The default preset for the kind of workspace is no wider than this, and asks as it would. */
  readonly presetAtMost?: PresetName;
  readonly limits?: Partial<WorkerLimits>;
  readonly sandbox?: Partial<CommandLimits>;
  readonly compaction?: Partial<CompactionPolicy>;
}

/**
 * From what a caller said to what is recorded: every default filled in, authority by value, everything
 * that can be checked before a worker exists checked. Rejects with one clear failure.
 */
export async function resolveRequest(
  ports: RuntimePorts,
  input: SpawnInput,
  defaults: SpawnDefaults,
): Promise<WorkerRequest> {
  const task = input.task.trim();
  if (task === "")
    throw new LegateError("bad-input", "A worker needs a task: say in words what is to be done.");
  const workflow = input.workflow === undefined ? {} : { workflow: resolveWorkflow(ports, input.workflow) };
  const graph = input.workflow?.graph;
  const named = graph === undefined ? undefined : namedModel(graph);
  const model = input.model ?? graph?.model ?? defaults.model ?? named;
  if (model === undefined || (model === NO_MODEL && named !== NO_MODEL)) {
    const which =
      model === undefined
        ? "No model was named and none is configured"
        : `"${NO_MODEL}" is for a workflow that asks no model, and this asks one`;
    const message = `${which}: pass --model provider/model, or set \`model\` in the configuration.`;
    throw new LegateError("unknown-model", message);
  }
  const resolved = await ports.models.resolve(model);
  refuseUnknownTools(ports.toolbox, input);
  const workspace = await checkedPlace(ports, input.workspace ?? { kind: "none" });
  const report = await ports.sandbox.report();
  const given = authorityOf(input, workspace, defaults, isEnforced(report));
  if (graph !== undefined)
    await preflight(ports, graph, { ceiling: given.ceiling.use, folder: callersFolder(workspace) });
  const authority = graph === undefined ? given : { ...given, ceiling: ceilingWithin(given.ceiling, graph) };
  const notLinked = whyNotLinked({ ...input, workspace, ceiling: authority.ceiling });
  if (notLinked !== undefined) throw new LegateError("bad-input", notLinked);
  const offered = input.workflow === undefined ? input : { ...input, workspace };
  const tools = offeredTools(ports.toolbox, offered, authority.ceiling);
  const sandbox = lowestLimits(defaults.sandbox ?? {}, input.sandbox ?? {});
  const { commandLimits = {} } = authority.ceiling.use;
  if (tools.length > 0) refuseUnconfined(report, lowestLimits(sandbox, commandLimits));
  return {
    name: input.name ?? nameFrom(task),
    task,
    system: systemPrompt(
      placeKind(workspace),
      [input.system, input.instructions, toldSecrets(input.secrets ?? []), verifyInstruction(input.verify)]
        .filter(isSaid)
        .join("\n\n"),
    ),
    ...(input.instructions === undefined ? {} : { instructions: input.instructions }),
    ...givenArtifacts(ports, input.artifacts),
    ...(input.agent === undefined ? {} : { agent: input.agent }),
    model,
    modelSettings: input.modelSettings ?? {},
    tools,
    ...authority,
    ...(input.secrets === undefined ? {} : { secrets: input.secrets }),
    workspace,
    limits: { ...DEFAULT_LIMITS, ...defaults.limits, ...input.limits },
    ...(Object.keys(sandbox).length === 0 ? {} : { sandbox }),
    ...(input.setUp === undefined ? {} : { setUp: input.setUp }),
    ...(input.tearDown === undefined ? {} : { tearDown: input.tearDown }),
    ...environmentOf(input),
    onAsk: input.onAsk ?? "park",
    onUnknown: input.onUnknown ?? "tell",
    retry: { ...NO_STAGE_RETRY, ...input.retry },
    carry: input.carry ?? {},
    ...compactionFor(ports, resolved, { ...defaults.compaction, ...input.compaction }),
    autoResume: input.autoResume ?? true,
    ...(input.verify === undefined ? {} : { verify: input.verify }),
    ...priceFor(resolved, authority.ceiling.use.budgets, input.unknownPrice ?? "refuse"),
    ...workflow,
    metadata: input.metadata ?? {},
  };
}

function environmentOf({ env }: SpawnInput): Pick<WorkerRequest, "env"> {
  if (env === undefined) return {};
  for (const name of Object.keys(env)) {
    const why = whyNoVariable(name);
    if (why !== undefined)
      throw new LegateError("bad-input", `env: ${JSON.stringify(name)} cannot be set: ${why}.`);
  }
  return { env };
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== "";
}

/** What of an input its authority is made from. */
type AskedAuthority = Pick<SpawnInput, "preset" | "policy" | "approvals" | "budgets" | "delegation">;

/**
 * Whoever names a preset (or says nothing) stays inside it; a policy without a preset stands on its
 * own, with questions for every effect above reading that no rule speaks of.
 */
export function authorityOf(
  input: AskedAuthority,
  workspace: WorkspaceSpec,
  defaults: SpawnDefaults,
  enforced: boolean,
): { readonly ceiling: Ceiling; readonly preset?: PresetName } {
  const named = input.preset ?? (input.policy === undefined ? defaults.preset : undefined);
  if (named === undefined && input.policy !== undefined) {
    const own = narrow(completed(input.policy), { ...TOP, sandbox: "full" });
    return { ceiling: rootCeiling(bounded(own, input), joined(ASK_ABOVE_READING, input.approvals)) };
  }
  const choice =
    named === undefined ? usualPreset(workspace, defaults, enforced) : { preset: named, ask: false };
  const { capabilities, approval } = preset(choice.preset, { ask: choice.ask });
  const use = input.policy === undefined ? capabilities : narrowed(capabilities, input, choice.preset);
  return {
    ceiling: rootCeiling(bounded(use, input), joined(approval, input.approvals)),
    preset: choice.preset,
  };
}

function usualPreset(
  workspace: WorkspaceSpec,
  { presetAtMost }: SpawnDefaults,
  enforced: boolean,
): PresetChoice {
  const usual = defaultPreset(placeKind(workspace), enforced);
  const atMost = [presetAtMost, isLinked(workspace) ? ("edit" as const) : undefined];
  const narrowest = atMost.reduce<PresetName>(
    (preset, most) => (most === undefined ? preset : narrowerPreset(preset, most)),
    usual.preset,
  );
  return { ...usual, preset: narrowest };
}

/** Generations below a worker and children that live at one time, where nobody said how many. */
const USUAL_DELEGATION: DelegationLimits = { maxDepth: 3, maxWidth: 32 };

/** With the budgets that were asked for, and with an end to delegation. */
function bounded(
  use: CapabilityPolicy,
  { policy, budgets, delegation: asked }: AskedAuthority,
): CapabilityPolicy {
  const delegation = { ...USUAL_DELEGATION, ...policy?.delegation, ...asked };
  return narrow(use, completed({ delegation, ...(budgets === undefined ? {} : { budgets }) }));
}

function narrowed(bound: typeof TOP, input: Pick<SpawnInput, "policy">, presetName: PresetName): typeof TOP {
  const request = input.policy ?? {};
  const missing = exceeding(bound, request);
  if (missing.length === 0) return narrow(bound, completed(request));
  throw new LegateError(
    "denied",
    `The policy asks for more than the preset ${presetName} has: ${missing.join("; ")}. Take a wider preset, or ask for less.`,
    { details: { missing } },
  );
}

/** The operator's own rules join the preset's in one policy: there, deny comes before ask before allow. */
function joined(preset: ApprovalPolicy, own: Partial<ApprovalPolicy> | undefined): ApprovalPolicy {
  if (own === undefined) return preset;
  return {
    deny: [...preset.deny, ...(own.deny ?? [])],
    ask: [...preset.ask, ...(own.ask ?? [])],
    allow: [...preset.allow, ...(own.allow ?? [])],
    writeAllow: own.writeAllow ?? preset.writeAllow,
    otherwise: own.otherwise ?? preset.otherwise,
    ...(own.approvers === undefined ? {} : { approvers: own.approvers }),
  };
}

/** A worker that can act needs a sandbox that holds, and that holds the limits that were named for it. */
function refuseUnconfined(report: SandboxReport, named: Partial<CommandLimits>): void {
  if (!isEnforced(report)) throw sandboxUnavailable(report);
  const unheld = COMMAND_LIMITS.filter(
    (limit) => named[limit] !== undefined && report.limits[limit] === "none",
  );
  if (unheld.length === 0) return;
  const reasons = unheld.map((limit) => ({
    missing: `nothing here holds commands to sandbox.${limit}`,
    fix: "leave it out, or see what `legate doctor` says about it",
  }));
  throw sandboxUnavailable({ ...report, reasons });
}

/** Whether the sandbox of this machine keeps commands from everything that it should. */
export function isEnforced({ enforced }: SandboxReport): boolean {
  return Object.values(enforced).every(Boolean);
}
