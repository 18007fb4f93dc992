import { z } from "zod";
import { modelPolicy, toolNames } from "../../harn-shape.ts";
import { metadataField, text } from "../../worker-fields.ts";
import { named } from "../named.ts";
import { count, jsonSchema, positive } from "../shared-fields.ts";

/** Read by a parser of its own, or refused with a reason. */
const elsewhere = z.unknown().optional();
const kinds = z.array(z.string()).nullish();

const context = z.strictObject({
  max_artifacts: count.nullish(),
  max_tokens: count.nullish(),
  reserve_tokens: count.nullish(),
  include_kinds: kinds,
  exclude_kinds: kinds,
  prioritize_kinds: kinds,
  pinned_ids: kinds,
  include_stages: kinds,
  prefer_recent: z.boolean().nullish(),
  prefer_fresh: z.boolean().nullish(),
  render: elsewhere,
});

const transcript = z.strictObject({
  mode: z.enum(["inherit", "continue", "fork", "reset", "compact"]).nullish(),
  compact: z.boolean().nullish(),
  keep_last: positive.nullish(),
  visibility: elsewhere,
  summarize: elsewhere,
  auto_compact: elsewhere,
  compact_threshold: elsewhere,
  tool_output_max_chars: elsewhere,
  compact_strategy: elsewhere,
  hard_limit_tokens: elsewhere,
  hard_limit_strategy: elsewhere,
});

const contract = z.strictObject({
  input_kinds: kinds,
  output_kinds: kinds,
  min_inputs: count.nullish(),
  max_inputs: count.nullish(),
  require_transcript: z.boolean().nullish(),
  schema: jsonSchema.nullish(),
});

const retry = z.strictObject({
  max_attempts: positive.max(100).nullish(),
  verify: z.boolean().nullish(),
  repair: z.boolean().nullish(),
  backoff_ms: count.nullish(),
  backoff_multiplier: z.number().min(1).max(100).nullish(),
});

const verify = z.strictObject({
  command: z.string().nullish(),
  assert_text: text.nullish(),
  expect_text: text.nullish(),
  expect_status: z.int().min(0).max(255).nullish(),
});

const branches = z
  .strictObject({
    success: text,
    failure: text,
    verify_pass: text,
    verify_fail: text,
    condition_true: text,
    condition_false: text,
    loop_continue: text,
    loop_exit: text,
    escalation: text,
  })
  .partial();

/** The kinds that Harn has; what it does not know, it runs as a stage. */
const HARN_KINDS = [
  ...(["stage", "verify", "condition", "fork", "join", "map", "reduce", "subagent", "escalation"] as const),
] as const;

export const harnNode = z.strictObject({
  id: elsewhere,
  kind: z.enum(HARN_KINDS).default("stage"),
  mode: z.enum(["agent", "llm"]).nullish(),
  prompt: z.string().nullish(),
  system: z.string().nullish(),
  task_label: z.string().nullish(),
  done_sentinel: elsewhere,
  tools: toolNames.nullish(),
  model_policy: modelPolicy.nullish(),
  transcript_policy: transcript.nullish(),
  context_policy: context.nullish(),
  retry_policy: retry.nullish(),
  capability_policy: elsewhere,
  approval_policy: elsewhere,
  input_contract: contract.nullish(),
  output_contract: contract.nullish(),
  branch_semantics: branches.nullish(),
  map_policy: z
    .strictObject({
      items: z.array(z.json()).nullish(),
      item_artifact_kind: text.nullish(),
      output_kind: text.nullish(),
      max_items: positive.nullish(),
      max_concurrent: positive.nullish(),
    })
    .nullish(),
  join_policy: z
    .strictObject({
      strategy: z.enum(["all", "first", "any", "quorum"]).nullish(),
      require_all_inputs: z.boolean().nullish(),
      min_completed: positive.nullish(),
    })
    .nullish(),
  reduce_policy: z
    .strictObject({
      strategy: z.literal("concat").nullish(),
      separator: z.string().nullish(),
      output_kind: text.nullish(),
    })
    .nullish(),
  escalation_policy: z
    .strictObject({ level: text.nullish(), queue: text.nullish(), reason: text.nullish() })
    .nullish(),
  verify: verify.nullish(),
  exit_when_verified: z.boolean().nullish(),
  metadata: metadataField.nullish(),
});
export type HarnNode = z.infer<typeof harnNode>;

const edge = z.strictObject({ from: text, to: text, branch: text.nullish(), label: text.nullish() });
export type HarnEdge = z.infer<typeof edge>;

/** A graph of Harn with its nodes; the legacy form is brought into this one first (`legacy-graph.ts`). */
export const harnGraph = z.strictObject({
  format: z.literal("harn").exactOptional(),
  _type: z.literal("workflow_graph").nullish(),
  id: text.nullish(),
  name: text.nullish(),
  version: z.int().nullish(),
  entry: text.nullish(),
  nodes: named(harnNode),
  edges: z.array(edge).default([]),
  capability_policy: elsewhere,
  approval_policy: elsewhere,
  metadata: metadataField.nullish(),
  audit_log: elsewhere,
});
export type HarnGraph = z.infer<typeof harnGraph>;
