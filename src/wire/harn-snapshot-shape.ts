import { z } from "zod";
import { readHarnTime } from "./harn-time.ts";

const text = z.string().nullish();
/** Harn writes `null` for what is not there. */
const anything = z.json().nullish();

/** An id becomes a part of file names elsewhere, so nothing in it may lead out of a folder. */
const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/, "must be a plain id, not empty and not a path")
  .refine((value) => !value.includes(".."), { message: "must be a plain id, not a path" });

const time = z
  .string()
  .transform((value, context) => {
    const iso = readHarnTime(value);
    if (iso === undefined) context.addIssue({ code: "custom", message: TIME_FORM });
    return iso ?? "";
  })
  .nullish();

const TIME_FORM = "must be a time: a UUIDv7, ISO 8601, or seconds since 1970";

const tool = z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]);
const registry = z.looseObject({ tools: z.array(tool) }).transform(({ tools }) => tools);

const modelPolicy = z.looseObject({
  provider: text,
  model: text,
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_iterations: z.int().positive().nullish(),
});

/** Of the parts of a node only those have a schema that are carried. */
const node = z.strictObject({
  system: text,
  tools: z.union([z.array(tool), registry, tool.transform((name) => [name])]).nullish(),
  model_policy: modelPolicy.nullish(),
  ...Object.fromEntries(
    [
      "id",
      "kind",
      "mode",
      "prompt",
      "task_label",
      "done_sentinel",
      "transcript_policy",
      "context_policy",
      "retry_policy",
      "capability_policy",
      "approval_policy",
      "input_contract",
      "output_contract",
      "branch_semantics",
      "map_policy",
      "join_policy",
      "reduce_policy",
      "escalation_policy",
      "verify",
      "exit_when_verified",
      "metadata",
    ].map((name) => [name, anything]),
  ),
});

export const harnArtifact = z.strictObject({
  _type: text,
  id: text,
  kind: text,
  title: text,
  text,
  data: anything,
  source: text,
  created_at: text,
  freshness: text,
  priority: z.number().nullish(),
  lineage: z.array(z.string()).nullish(),
  relevance: z.number().nullish(),
  estimated_tokens: z.number().nullish(),
  stage: text,
  metadata: z.record(z.string(), z.json()).nullish(),
});

const artifacts = z.array(harnArtifact).nullish();

const config = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("stage"), node, artifacts, transcript: anything }),
  z.strictObject({ mode: z.literal("workflow"), graph: anything, artifacts, options: anything }),
]);

const carryPolicy = z.strictObject({
  artifact_mode: text,
  context_policy: anything,
  transcript_policy: anything,
  resume_workflow: z.boolean().nullish(),
  persist_state: z.boolean().nullish(),
  policy: anything,
});

const worktree = z.strictObject({ repo: text, path: text, branch: text, base_ref: text, cleanup: text });

const execution = z.strictObject({
  cwd: text,
  env: z.record(z.string(), z.string()).nullish(),
  worktree: worktree.nullish(),
});

/** Read for display; what cannot be read is an error, never another session. */
const audit = z.strictObject({
  session_id: text,
  parent_session_id: text,
  run_id: text,
  worker_id: text,
  execution_kind: text,
  mutation_scope: text,
  approval_policy: anything,
});

/** A snapshot of Harn's, strictly: a field that is unknown here is named, not ignored. */
export const harnSnapshot = z.strictObject({
  _type: z.literal("worker_snapshot"),
  id,
  name: text,
  task: text,
  status: z.enum(["running", "completed", "failed", "cancelled", "interrupted"]).nullish(),
  created_at: time,
  started_at: time,
  finished_at: time,
  mode: z.enum(["workflow", "stage", "delegated_stage"]).nullish(),
  history: z.array(z.string()).nullish(),
  config,
  latest_payload: anything,
  latest_error: text,
  transcript: anything,
  artifacts,
  parent_worker_id: text,
  parent_stage_id: text,
  child_run_id: text,
  child_run_path: text,
  carry_policy: carryPolicy.nullish(),
  execution: execution.nullish(),
  snapshot_path: text,
  audit: audit.nullish(),
});

export type HarnSnapshot = z.infer<typeof harnSnapshot>;
export type HarnArtifact = z.infer<typeof harnArtifact>;
