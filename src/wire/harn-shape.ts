import { z } from "zod";
import { text } from "./worker-fields.ts";

/** Read elsewhere: by a parser of its own, or refused with a reason (`harn-refusals.ts`). */
const elsewhere = z.unknown().optional();

const CARRIED = "nothing is carried from one cycle to the next yet; only `inherit`, the default, is read";

/** One value is read; every other one is refused for the same reason. */
function only(value: string, why: string) {
  return z.string().refine((given) => given === value, { message: why });
}

const carry = z.strictObject({
  artifact_mode: only("inherit", CARRIED).exactOptional(),
  artifacts: only("inherit", CARRIED).exactOptional(),
  resume_workflow: z.boolean().exactOptional(),
  persist_state: z
    .boolean()
    .refine((kept) => kept, { message: "every worker is kept; a worker without a journal does not exist" })
    .exactOptional(),
  context_policy: elsewhere,
  transcript_policy: elsewhere,
  transcript: elsewhere,
  policy: elsewhere,
  tools: elsewhere,
});

const worktree = z.strictObject({
  repo: text,
  base_ref: text.nullish(),
  cleanup: z
    .string()
    .refine((value) => value !== "remove", {
      message: "a checkout is removed only once all its work is kept; leave `cleanup` out",
    })
    .nullish(),
  path: elsewhere,
  branch: elsewhere,
});

const execution = z.strictObject({
  cwd: text.nullish(),
  env: elsewhere,
  worktree: worktree.nullish(),
});

const audit = z.strictObject({
  session_id: z.string().nullish(),
  parent_session_id: z.string().nullish(),
  run_id: z.string().nullish(),
  worker_id: z.string().nullish(),
  execution_kind: z.string().nullish(),
  mutation_scope: z.string().nullish(),
  approval_policy: elsewhere,
});

export const modelPolicy = z.strictObject({
  provider: text.nullish(),
  model: text.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_iterations: z.number().int().positive().nullish(),
  model_tier: elsewhere,
  max_nudges: elsewhere,
  nudge: elsewhere,
  tool_examples: elsewhere,
  stop_after_successful_tools: elsewhere,
  require_successful_tools: elsewhere,
  turn_policy: elsewhere,
});

const toolName = z.preprocess(nameOfTool, text);

/** A tool is named; what it does is the operator's to say, so no file can bring one along. */
function nameOfTool(entry: unknown): unknown {
  const parsed = z.strictObject({ name: z.string(), description: z.string().optional() }).safeParse(entry);
  return parsed.success ? parsed.data.name : entry;
}

export const toolNames = z
  .preprocess((value) => (typeof value === "string" ? [value] : value), z.array(toolName))
  .transform((list) => [...new Set(list.map((name) => name.trim()))]);

const node = z.strictObject({
  kind: only("stage", "only a `stage` can be a worker; workflows are not there yet").exactOptional(),
  mode: only(
    "agent",
    "only `agent` is there: the model is called until it calls no more tools",
  ).exactOptional(),
  system: z.string().nullish(),
  tools: toolNames.nullish(),
  model_policy: modelPolicy.nullish(),
  capability_policy: elsewhere,
  approval_policy: elsewhere,
  metadata: z.record(z.string(), z.json()).nullish(),
  id: elsewhere,
  prompt: elsewhere,
  retry_policy: elsewhere,
  branch_semantics: elsewhere,
  task_label: elsewhere,
  done_sentinel: elsewhere,
  transcript_policy: elsewhere,
  context_policy: elsewhere,
  input_contract: elsewhere,
  output_contract: elsewhere,
  map_policy: elsewhere,
  join_policy: elsewhere,
  reduce_policy: elsewhere,
  escalation_policy: elsewhere,
  verify: elsewhere,
  exit_when_verified: elsewhere,
});

const listedTools = z
  .array(text)
  .transform((list) => [...new Set(list.map((name) => name.trim()))])
  .refine((list) => list.length > 0, {
    message: "must name at least one tool; leave it out for all of them",
  });

/** Harn's spawn configuration, strictly: what Harn would ignore is a problem here. */
export const harnWorker = z.strictObject({
  format: z.literal("harn").exactOptional(),
  task: text.exactOptional(),
  name: text.exactOptional(),
  wait: z.boolean().exactOptional(),
  carry: carry.extend({ tools: listedTools.exactOptional() }).exactOptional(),
  policy: elsewhere,
  tools: listedTools.exactOptional(),
  execution: execution.exactOptional(),
  audit: audit.nullish(),
  graph: elsewhere,
  node: node.exactOptional(),
  artifacts: elsewhere,
  options: elsewhere,
  transcript: elsewhere,
});

export type HarnWorker = z.infer<typeof harnWorker>;
