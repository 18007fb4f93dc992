import type { AgentWork, TranscriptSource } from "../../../core/workflow/agent-work.ts";
import type { NodeContext } from "../../../core/workflow/context.ts";
import type { Contract } from "../../../core/workflow/contract.ts";
import type { JoinPolicy } from "../../../core/workflow/join-policy.ts";
import type { MapNode, MapWork } from "../../../core/workflow/map-node.ts";
import type { WorkflowNode } from "../../../core/workflow/node.ts";
import { commandFrom } from "../../worker-draft.ts";
import { given } from "../given.ts";
import type { HarnNode } from "./harn-graph-shape.ts";
import { itemPrompt, literalTemplate, someArtifactIs, someArtifactSays, taskPrompt } from "./harn-texts.ts";

/** What the node does not say by itself: its authority, and whose conversation it goes on from. */
export type Beside = Pick<AgentWork, "policy" | "approvals"> & { readonly transcript?: TranscriptSource };

/** A node of Harn as one of ours. What Harn reads and never uses, retries, contracts and their schemas, acts here. */
export function nodeFromHarn(node: HarnNode, beside: Beside): WorkflowNode {
  const place = given({ metadata: node.metadata ?? undefined });
  const context = { context: contextOf(node) };
  switch (node.kind) {
    case "stage":
      return {
        ...place,
        ...context,
        kind: "stage",
        ...agent(node, taskPrompt(node.task_label), beside),
        ...tries(node),
      };
    case "subagent": {
      const name = node.metadata?.["worker_name"];
      const called = typeof name === "string" ? { name } : {};
      const work = agent(node, taskPrompt(node.task_label), beside);
      return {
        ...place,
        ...context,
        kind: "subagent",
        ...work,
        ...tries(node),
        ...called,
        workspace: "shared",
      };
    }
    case "verify":
      return { ...place, ...context, kind: "verify", ...checks(node), ...tries(node) };
    case "condition":
      return { ...place, ...context, kind: "condition", if: conditionOf(node) };
    case "fork":
      return { ...place, kind: "fork" };
    case "join":
      return { ...place, kind: "join", join: joinOf(node) };
    case "map":
      return { ...place, ...mapFrom(node, beside) };
    case "reduce":
      return {
        ...place,
        ...context,
        kind: "reduce",
        concat: { separator: node.reduce_policy?.separator ?? "\n\n" },
        ...contractOf(node, node.reduce_policy?.output_kind),
      };
    case "escalation": {
      const { level, queue, reason } = node.escalation_policy ?? {};
      const words = { reason: literalTemplate(reason ?? "manual review required") };
      return {
        ...place,
        ...context,
        kind: "escalation",
        ...words,
        ...given({ level: level ?? undefined, queue: queue ?? undefined }),
      };
    }
  }
}

function agent(node: HarnNode, prompt: string, beside: Beside) {
  const { provider, model, temperature, max_tokens, max_iterations } = node.model_policy ?? {};
  const settings = given({ temperature: temperature ?? undefined, maxOutputTokens: max_tokens ?? undefined });
  const named = model == null ? undefined : provider == null ? model : `${provider}/${model}`;
  const loops = node.mode === "agent" || (node.tools ?? []).length > 0;
  return {
    prompt,
    ...given({
      system: node.system == null || node.system.trim() === "" ? undefined : literalTemplate(node.system),
      model: named,
      modelSettings: Object.keys(settings).length === 0 ? undefined : settings,
      tools: loops ? (node.tools ?? undefined) : [],
      limits: max_iterations == null ? undefined : { maxTurns: max_iterations },
    }),
    ...beside,
    ...contractOf(node, undefined),
  };
}

function tries({ retry_policy }: HarnNode) {
  const { max_attempts, backoff_ms, backoff_multiplier } = retry_policy ?? {};
  if (max_attempts == null || max_attempts === 1) return {};
  return {
    retry: { maxAttempts: max_attempts, backoffMs: backoff_ms ?? 1_000, multiplier: backoff_multiplier ?? 2 },
  };
}

function checks({
  verify,
}: HarnNode): Pick<Extract<WorkflowNode, { kind: "verify" }>, "command" | "subject" | "expect"> {
  const { command, assert_text, expect_text, expect_status } = verify ?? {};
  const texts = [assert_text, expect_text].filter((one) => one != null);
  if (command == null || command.trim() === "") {
    const holds = texts.map(someArtifactSays).join(" && ");
    return { subject: "artifacts", ...given({ expect: texts.length === 0 ? undefined : { holds } }) };
  }
  const argv = (commandFrom(command) ?? ["/bin/sh", "-c", command]).map(literalTemplate);
  return {
    command: { argv, ...given({ exitCodes: expect_status == null ? undefined : [expect_status] }) },
    ...given({ expect: texts.length === 0 ? undefined : { contains: texts } }),
  };
}

function conditionOf({ metadata }: HarnNode): string {
  const { contains_text, artifact_kind } = metadata ?? {};
  if (typeof contains_text === "string") return someArtifactSays(contains_text);
  return typeof artifact_kind === "string" ? someArtifactIs(artifact_kind) : "size(artifacts) > 0";
}

function joinOf({ join_policy }: HarnNode): JoinPolicy {
  const { strategy, require_all_inputs, min_completed } = join_policy ?? {};
  if (min_completed != null) return { strategy: "quorum", atLeast: min_completed };
  return { strategy: require_all_inputs === true || strategy == null || strategy === "all" ? "all" : "any" };
}

function mapFrom(node: HarnNode, beside: Beside): MapNode {
  const { items, item_artifact_kind, output_kind, max_items, max_concurrent } = node.map_policy ?? {};
  const { strategy, min_completed } = node.join_policy ?? {};
  const kind = item_artifact_kind == null ? {} : { includeKinds: [item_artifact_kind] };
  const source =
    items == null || items.length === 0
      ? { context: { ...contextOf(node), ...kind } }
      : { items: JSON.stringify(items) };
  const needed =
    strategy === "quorum"
      ? { strategy, atLeast: min_completed ?? 1 }
      : given({ strategy: strategy === "first" ? strategy : undefined });
  return {
    kind: "map",
    ...source,
    do: branchWork(node, beside),
    ...given({ maxItems: max_items ?? undefined, maxConcurrency: max_concurrent ?? undefined }),
    ...(max_items == null ? {} : { surplus: "drop" as const }),
    ...needed,
    ...(output_kind == null ? {} : { contract: { output: { kind: output_kind } } }),
  };
}

/** Harn runs a stage for each item when the node says anything about one; otherwise items are handed on as they are. */
function branchWork(node: HarnNode, beside: Beside): MapWork {
  const says = [node.mode, node.prompt, node.system, node.tools, node.model_policy].some(
    (one) => one != null,
  );
  if (!says) return { kind: "verify", subject: "item", expect: { holds: "true" } };
  return { kind: "stage", ...agent(node, itemPrompt(node.task_label), beside), ...tries(node) };
}

function contractOf(
  { input_contract, output_contract }: HarnNode,
  kind: string | null | undefined,
): { contract?: Contract } {
  const { input_kinds, min_inputs, max_inputs, require_transcript } = input_contract ?? {};
  const inputs = given({
    kinds: input_kinds == null || input_kinds.length === 0 ? undefined : input_kinds,
    min: min_inputs ?? undefined,
    max: max_inputs ?? undefined,
  });
  const output = given({
    kind: kind ?? output_contract?.output_kinds?.[0],
    schema: output_contract?.schema ?? undefined,
  });
  const contract = given({
    inputs: Object.keys(inputs).length === 0 ? undefined : inputs,
    requiresTranscript: require_transcript === true ? true : undefined,
    output: Object.keys(output).length === 0 ? undefined : output,
  });
  return Object.keys(contract).length === 0 ? {} : { contract };
}

/** In Harn an empty list of kinds means any, and a node without a policy is given everything. */
function contextOf({ context_policy, input_contract }: HarnNode): NodeContext {
  const policy = context_policy ?? {};
  const some = (list: readonly string[] | null | undefined) =>
    list == null || list.length === 0 ? undefined : list;
  return given({
    maxArtifacts: policy.max_artifacts ?? undefined,
    maxTokens: policy.max_tokens ?? undefined,
    reserveTokens: policy.reserve_tokens ?? undefined,
    includeKinds: some(policy.include_kinds) ?? some(input_contract?.input_kinds),
    excludeKinds: some(policy.exclude_kinds),
    prioritizeKinds: some(policy.prioritize_kinds),
    pinned: some(policy.pinned_ids),
    nodes: some(policy.include_stages),
    preferRecent: policy.prefer_recent ?? undefined,
    preferFresh: policy.prefer_fresh ?? undefined,
  });
}
